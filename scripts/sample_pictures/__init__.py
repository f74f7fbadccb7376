"""The pictures of the sample publication: flat drawings, one function each.

Owns how each picture looks. Never reads a file and never draws letters: a picture serves every
language.
"""
