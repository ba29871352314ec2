"""Processes on other machines: a stand-in for ssh starts JVMs on this one, and writes down how it was called."""
import os
import stat
import subprocess
import sys

import pytest

from pycsp.parallel import ClusterProcess, InfoException, Parallel, SSHProcess, clusterprocess, sshprocess

SECONDS = 140   # of a test: several JVMs start

PROGRAM = '''
import os
import subprocess
import sys
import time
from pycsp.parallel import *


@sshprocess(ssh_host='node1', ssh_user='me', ssh_port=2222)
def far(cin, cout, factor):
    try:
        while True:
            cout((os.getpid(), factor * cin()))
    except ChannelRetireException:
        retire(cout)
        return 'far done', sys.argv[1:]


@sshprocess
def fails(cout):
    cout('fails')
    raise ValueError('on the other machine')


@sshprocess
def unpicklable(cout):
    cout('unpicklable')
    return lambda: None


@sshprocess
def dies(cout, cin):
    cout('dies')
    cin()
    os._exit(3)


@sshprocess(ssh_host='unreachable')
def unreachable(cout):
    cout(1)


@sshprocess(ssh_host='silent')
def falls_silent(cout, cin):
    cout('here')
    time.sleep(600)


@process
def near(cout, cin):
    got = []
    for n in range(5):
        cout(n)
        got.append(cin())
    retire(cout)
    return sorted(n for _, n in got)


@process
def waits(end, *message):
    try:
        end(*message)
    except ChannelLostException as e:
        return type(e).__name__


def failure(function, *args):
    try:
        function(*args)
    except (FatalException, InfoException) as e:
        return str(e)


@clusterprocess(cluster_nodefile='$NODES', cluster_hint='strided')
def where():
    return os.environ['NODE']


def main(what):
    if what == 'far':
        there, back = Channel(), Channel()
        print(Parallel(near(-there, +back), far(+there, -back, 10)))
    elif what == 'unreachable':
        c, d, e = Channel(), Channel(), Channel()
        Spawn(unreachable(-c))
        print(Parallel(waits(+c)))      # though nobody joins the other
        print(failure(Parallel, unreachable(-d)))
        os.environ['JMP_SSH_COMMAND'] = 'no-such-jmp'
        print(failure(Parallel, far(+c, -d, 3)))
        os.environ['JMP_SSH'] = 'no-such-ssh'
        print(failure(Parallel, waits(+e), far(+c, -e, 3)))
        print(Parallel(waits(+e)))
        print(failure(Parallel, far(1, 2, 3).update(ssh_password='secret')))
    elif what == 'fails':
        c, d, e, f = 4 * Channel()
        ends = [+c, +d, +e]
        cout = -f
        processes = [fails(-c), unpicklable(-d), dies(-e, +f)]
        Spawn(processes)
        print([cin() for cin in ends])
        print([process.join_report() for process in processes[:2]])
        print(Parallel(waits(ends[0])))     # it has not retired
        cout('die')
        print(Parallel(waits(ends[2])))
        print(failure(processes[2].join))
    elif what.startswith('silent'):
        c, d = Channel(), Channel()
        cin, cout = +c, -d
        process = falls_silent(-c, +d)
        Spawn(process)
        print(cin())
        open(os.environ['SSH_CUT'], 'w').close()
        print(Parallel(waits(cin), waits(cout, 'message')))
        print(failure(process.join))
        print(process.is_alive(), process.return_value)
        subprocess.check_call(['kill', '-KILL', open(os.environ['SSH_CUT'] + '.jvm').read().strip()])
    elif what == 'cluster':
        print(Parallel(where(), where().update(cluster_pin=2)))
        for wrong in dict(cluster_hint='far'), dict(cluster_nodefile='$NO_SUCH'), dict(cluster_nodefile='no/such'):
            try:
                Parallel(where(), **wrong)
            except InfoException as e:
                print(str(e).split(':')[0])


if __name__ == '__main__':
    main(sys.argv[1])
'''

SSH = '''#!/bin/sh
# ssh [-o OPTION] [-p PORT] [-l USER] [-R TUNNEL] HOST COMMAND
echo "$@" >> "$SSH_LOG"
while :; do
    case $1 in
        -o | -p | -l | -R) shift 2 ;;
        *) break ;;
    esac
done
if [ "$1" = unreachable ]; then
    echo "no route to $1" >&2
    exit 255
fi
export NODE=$1
shift
if [ "$NODE" = silent ] && [ "$1" != cat ]; then
    # The machine falls silent: its JVM is there, but does nothing more. A real ssh gives up after a while; one may also hang.
    exec 3<&0
    sh -c "$*" <&3 3<&- &
    echo $! > "$SSH_CUT.jvm"
    exec 3<&-
    until [ -e "$SSH_CUT" ]; do sleep 0.05; done
    kill -STOP $!
    [ -z "$SSH_HANGS" ] || exec sleep 600
    echo "Timeout, server $NODE not responding." >&2
    exit 255
fi
exec sh -c "$*"
'''


@pytest.fixture(scope='module')
def place(tmp_path_factory):
    directory = tmp_path_factory.mktemp('ssh')
    (directory / 'program.py').write_text(PROGRAM)
    (directory / 'nodes').write_text('node1\nnode1\nnode2\nnode2\n')
    ssh = directory / 'ssh'
    ssh.write_text(SSH)
    ssh.chmod(ssh.stat().st_mode | stat.S_IXUSR)
    return directory


def run(place, what, java=()):
    log = place / (what + '.log')
    environment = dict(os.environ, PATH='%s%s%s' % (place, os.pathsep, os.environ['PATH']), SSH_LOG=str(log), NODES=str(place / 'nodes'),
                       SSH_CUT=str(place / (what + '.cut')), SSH_HANGS='hangs' if what == 'silent ssh' else '', JMP_SKIP_BUILD='1',
                       JMP_JAVA_OPTS=' '.join(('-XX:TieredStopAtLevel=1',) + java))
    program = subprocess.run([sys.executable, 'program.py', what], cwd=str(place), env=environment, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, timeout=SECONDS - 10)
    assert program.returncode == 0, program.stderr
    return program.stdout.splitlines(), log.read_text().splitlines() if log.exists() else [], program.stderr


def test_a_process_on_another_machine(place):
    printed, calls, _ = run(place, 'far')
    assert printed == ["[[0, 10, 20, 30, 40], ('far done', ['far'])]"]
    tunnel, command = sorted(calls, key=lambda call: '-R' not in call)
    assert len(calls) == 2
    options = '-o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=10 -o ServerAliveCountMax=3 -p 2222 -l me '
    assert tunnel.startswith(options + '-o ExitOnForwardFailure=yes -R 127.0.0.1:') and tunnel.endswith(' node1 cat')
    assert command.startswith(options + "node1 cd '%s' && exec " % place)


def test_machines_that_cannot_be_reached(place):
    printed, _, errors = run(place, 'unreachable')
    assert printed[0] == "['ChannelLostException']"
    assert printed[1].startswith('process unreachable on unreachable could not be started, or the connection broke: ssh has failed')
    assert 'there is no jmp at the same place as here (status 127' in printed[2]
    assert printed[3].startswith('cannot run no-such-ssh: ')
    assert printed[4] == "['ChannelLostException']"
    assert 'takes no password' in printed[5]
    assert 'no route to unreachable' in errors
    # What was spawned and not joined is reported at the end.
    assert 'that __main__ has spawned: process unreachable on unreachable could not be started' in errors


def test_a_machine_that_falls_silent(place):
    """What `ServerAliveInterval` makes of ssh: it ends with status 255, while nothing else is heard of the machine."""
    printed, calls, errors = run(place, 'silent')
    assert printed == ['here', str(['ChannelLostException'] * 2), 'process falls_silent on silent could not be started, or the '
                       'connection broke: ssh has failed (status 255); it says why on standard error', 'False None']
    assert 'server silent not responding' in errors
    assert len(calls) == 2 and all('-o ServerAliveInterval=10 -o ServerAliveCountMax=3 ' in call for call in calls)


def test_a_machine_and_its_ssh_that_fall_silent(place):
    """Channels notice it by themselves, here after four times 1.5 seconds; ssh, which says nothing either, is ended."""
    printed, _, errors = run(place, 'silent ssh', java=('-Djmp.csp.heartbeat=1500',))
    assert printed == ['here', str(['ChannelLostException'] * 2),
                       'process falls_silent on silent says nothing any more: it counts as lost', 'False None']


def test_processes_that_fail(place):
    printed, _, errors = run(place, 'fails')
    assert printed == [str(['fails', 'unpicklable', 'dies']), str([None, None]), "['ChannelLostException']", "['ChannelLostException']",
                       'process dies on localhost has ended without a result (status 3)']
    assert 'ValueError: on the other machine' in errors and 'Exception in process unpicklable:' in errors


def test_the_machines_of_a_cluster(place):
    printed, calls, _ = run(place, 'cluster')
    assert printed[0] == str(['node1', 'node2'])
    assert printed[1:] == ["a cluster_hint is 'blocked', 'strided' or 'local'; this is 'far'",
                           'cluster_nodefile is $NO_SUCH, but there is no such environment variable', 'the cluster_nodefile cannot be read']
    assert len([call for call in calls if 'exec' in call]) == 2


def test_hints(place):
    @clusterprocess(cluster_nodefile=str(place / 'nodes'))
    def nothing():
        pass

    def destination(**settings):
        return nothing().update(**settings)._destination()

    assert [destination()[0] for _ in range(5)] == ['node1', 'node1', 'node2', 'node2', 'node1']
    assert [destination(cluster_hint='strided')[0] for _ in range(4)] == ['node2', 'node1', 'node2', 'node1']
    assert [destination(cluster_pin=pin)[0] for pin in (0, 1, 2, 3, 5)] == ['node1', 'node1', 'node2', 'node2', 'node1']
    assert destination(cluster_hint='local', cluster_ssh_port=2222) == ('localhost', 2222, None)
    assert sorted(p._destination()[0] for p in 4 * nothing()) == ['node1', 'node1', 'node2', 'node2']
    assert [p._destination() for p in nothing().update(cluster_pin=2, cluster_ssh_port=2222) * 2] == [('node2', 2222, None)] * 2


def test_what_a_cluster_takes_by_itself():
    @clusterprocess
    def nothing():
        pass

    assert isinstance(nothing(), ClusterProcess) and isinstance(nothing(), SSHProcess)
    assert nothing().update(cluster_hint='local')._destination() == ('localhost', 22, None)
    with pytest.raises(InfoException) as e:
        Parallel(nothing().update(cluster_nodefile='$PBS_NODEFILE_THAT_IS_NOT'))
    assert '$PBS_NODEFILE_THAT_IS_NOT' in str(e.value)
    assert nothing()._nodefile() == '$PBS_NODEFILE'


def test_multiplied_processes_go_to_the_same_machine():
    @sshprocess(ssh_host='far', ssh_user='me', ssh_port=2222, pycsp_port=1234)
    def nothing(n):
        pass

    processes = 3 * nothing(1)
    assert [p._destination() for p in processes] == [('far', 2222, 'me')] * 3
    assert [p._where['pycsp_port'] for p in processes] == [1234, None, None], 'a port can be had once'
    assert [type(p) for p in processes] == [SSHProcess] * 3 and [p.args for p in processes] == [(1,)] * 3
