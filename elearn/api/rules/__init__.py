"""What the API promises: scopes, shapes, operations, problems. Pure."""
