"""The list of names and rules is whole, and the tests that it names are there."""
import os
import re

import pytest

import pycsp.parallel

HERE = os.path.dirname(os.path.abspath(__file__))


def read(name):
    with open(os.path.join(HERE, name)) as file:
        return file.read()


def rules():
    """The rules, each with its tests as pairs of file and name."""
    found = []
    for line in read('rules.txt').splitlines():
        if line.startswith('    '):
            file, _, names = line.partition(':')
            found[-1][1].extend(('test_%s.py' % file.strip(), 'test_' + name.strip()) for name in names.split(','))
        elif line and line[0] not in '#=':
            found.append((line, []))
    return found


@pytest.mark.parametrize('rule, tests', rules(), ids=[rule for rule, _ in rules()])
def test_a_rule_has_tests(rule, tests):
    assert tests
    for file, name in tests:
        assert re.search(r'^def %s\(' % name, read(file), re.M), '%s has no %s' % (file, name)


def test_each_name_is_in_a_rule():
    named = set(name for rule, _ in rules() for name in re.findall(r'`(\w+)', rule))
    assert [name for name in pycsp.parallel.__all__ if name not in named] == []
