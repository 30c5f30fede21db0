"""The local Azure: it refuses what Azure refuses, in Azure's words, and really listens.

`options.SimulatorOptions` says what to imitate, `running.start` starts it, `faults.FAULTS` names what can be
broken. It has wire tables of its own and imports nothing of the client's side. It binds to loopback only.

Every refusal names what it imitates and with what evidence: `D` vendor documentation, `C` read in SDK or
specification source, `P` a real payload pasted by somebody, `R` a claim without the payload, `assumed` where
nothing better is known.
"""
