"""The steps of a run, one module each: what a step asks, and how it takes the answer in.

`ask(turn)` returns the next request of the step, or None when it has nothing (more) to say; `take(turn, answer)` takes
the answer in. Between the two nothing lives in memory. The table of the steps stands in `counterfoil.engine.exchange`.
"""
