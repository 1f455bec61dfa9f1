"""Printing: HTML in, accessible PDF out.

``press`` sets one document or many in limited child processes, ``packet`` binds several into one, ``errors`` says what
went wrong in sentences fit for a page. Only ``worker``, which runs in the child, imports WeasyPrint; nothing here
imports Django, so that the child holds neither the database nor its secrets.
"""
