"""Prove that an incremental build ends in the bytes of a clean one."""
