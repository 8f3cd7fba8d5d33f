"""The trainer's room: the working version of a course, its preview, publishing it, and its files in and out."""
