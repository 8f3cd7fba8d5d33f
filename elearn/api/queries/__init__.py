"""SELECTs of the API, by subject."""
