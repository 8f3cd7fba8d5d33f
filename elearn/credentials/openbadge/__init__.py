"""Open Badges 3.0: a certificate as a signed credential that anybody can check without asking this site.

Knows no database and no request. What is ours here is small and exact: composing the credential, its Data Integrity
proof, its status list, carrying it in pictures and PDFs, and saying line by line what of a credential holds.
"""
