"""Training that somebody took elsewhere: handed in with its evidence, decided by an admin, entered into the record."""
