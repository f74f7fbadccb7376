"""Output 1: pull — feeds for readers' programs and pages for people, over HTTP."""
