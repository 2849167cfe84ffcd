"""The clinician's dry run: a made-up patient on the real services, over a virtual clock."""
