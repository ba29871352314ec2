"""The picture with which CSP is explained: two processes and two channels. One asks, the other answers."""
from pycsp.parallel import *

QUESTIONS = 10


@process
def asks(answers, questions):
    total = 0
    for n in range(QUESTIONS):
        questions(n)
        total += answers()
    retire(questions, answers)
    return total


@process
def squares(questions, answers):
    while True:
        n = questions()
        answers(n * n)


def main():
    questions, answers = Channel('questions'), Channel('answers')
    total, _ = Parallel(asks(+answers, -questions), squares(+questions, -answers))
    print('the sum of the squares is %d' % total)


if __name__ == '__main__':
    main()
