"""What the workers in Python share: lines of commands from standard input, a line of answer to each, as
dev.kymo.perf.run.WorkerMain has it."""

import os


def serve(side):
    """Hands commands to `side` until it is told to close: `prepare` gets the line of dev.kymo.perf.side.CaseSpec,
    `warm` the words of its line, `round` how many units; each returns the answer."""
    # What libraries print must not come among the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # ParaView puts a stream of its own in the place of sys.stdin, which can't be read in lines.
    for line in iter(os.fdopen(0).readline, ""):
        line = line.rstrip("\n")
        try:
            if line == "close":
                break
            if line.startswith("prepare "):
                answer = side.prepare(line[len("prepare ") :])
            elif line.startswith("warm "):
                answer = side.warm(line.split(" "))
            elif line.startswith("round "):
                answer = side.round(int(line.split(" ")[1]))
            else:
                answer = "error unknown command: " + line
        except Exception as failure:  # the harness names it and goes on without this side
            answer = "error " + " ".join(str(failure).split())
        answers.write(answer + "\n")
        answers.flush()
    side.close()
