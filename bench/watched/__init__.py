"""Parts of `bench.watch`: what is made, who watches it, and a whole agent in a process of its own."""
