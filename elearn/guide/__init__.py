"""Help where the work is: the admins' manual beside each page, and what a new installation still lacks."""
