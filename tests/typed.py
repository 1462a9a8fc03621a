# SPDX-License-Identifier: ISC
"""typed.py PROMPT ANSWER COMMAND...: runs it on a terminal, on which the answer
is typed once the prompt is there, and prints what the terminal shows.  There
must be no file `called` before that."""
import os
import pty
import sys

prompt, answer, command = sys.argv[1], sys.argv[2], sys.argv[3:]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
shown, answered = b'', False
while True:
    try:
        more = os.read(fd, 1000)
    except OSError:
        more = b''
    if not more:
        break
    shown += more
    if not answered and prompt.encode() in shown:
        if os.path.exists('called'):
            sys.exit('the server waits')
        os.write(fd, answer.encode() + b'\n')
        answered = True
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
