"""What may flow where: the nouns, the language, the engine, signatures and releases.

Values in, decision out. Nothing here opens a file or a socket, reads a clock or draws a random number; whoever
calls passes the text, the time and the keys.
"""
