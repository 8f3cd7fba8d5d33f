"""A folder of ordinary Markdown (MkDocs, Docusaurus, Jekyll, Obsidian, …) as a course that passes the check.

What belongs to another tool is kept as text for a person to mend, never dropped.
"""
