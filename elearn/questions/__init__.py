"""One question: how each kind is asked, read, valued and reviewed. Knows no attempt, no person and no database."""
