"""The pictures that `jmp trace` draws: what is in them is what ran."""
import html
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from helpers import LONG
from pycsp.common import trace as traced
from pycsp.parallel import Channel, Parallel, process, retire

SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), *['..'] * 5 + ['samples'])
BROWSERS = 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'

# What runs: processes, channels, edges, messages.
RAN = {
    'pycsp/two_processes.py': (2, 2, 4, 2 * 10),
    # a philosopher uses four channels, sits down, takes and puts two forks, and leaves, 20 times; a fork has two, the butler has two
    'pycsp/dining.py': (5 + 5 + 1, 10 + 2, 5 * 4 + 5 * 2 + 2, 5 * 20 * 6),
    'pycsp/token_ring.py': (100, 100, 200, 10 * 100),
}


@pytest.fixture(scope='module', params=sorted(RAN))
def pictures(request, tmp_path_factory):
    directory = str(tmp_path_factory.mktemp('trace'))
    files = [os.path.join(directory, 'trace.' + kind) for kind in ('html', 'dot', 'json')]
    command = [sys.executable, 'trace'] + [word for file in files for word in ('-o', file)]
    run = subprocess.run(command + [os.path.join(SAMPLES, request.param)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         timeout=LONG * 2)
    assert run.returncode == 0, run.stderr
    assert '%d messages drawn in %s' % (RAN[request.param][3], files[0]) in run.stderr
    return (files,) + RAN[request.param]


def read(file):
    with open(file, encoding='utf-8') as f:
        return f.read()


def data_in(page):
    return json.loads(re.search('<script type="application/json" id="trace">(.*?)</script>', page, re.S).group(1))


def test_the_data_of_the_page_is_what_ran(pictures):
    files, processes, channels, edges, messages = pictures
    data = data_in(read(files[0]))
    assert len(set(use['process'] for use in data['uses'])) == processes
    assert len(set(use['channel'] for use in data['uses'])) == channels
    assert len(data['uses']) == edges
    assert sum(use['messages'] for use in data['uses'] if use['reading']) == messages
    assert sum(use['messages'] for use in data['uses'] if not use['reading']) == messages
    assert sum(channel['messages'] for channel in data['channels']) == messages
    assert len([c for c in data['communications'] if c[2] >= 0]) == messages
    assert data['dropped'] == 0
    begun = dict(enumerate((p['begin'], p['end']) for p in data['processes']))
    for wait, begin, end, _ in data['waits']:
        assert begun[wait][0] <= begin <= end <= begun[wait][1]


def opened(file, directory):
    """What a browser makes of a page."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip('no browser was found (%s): the page is not opened, only its data is checked' % ', '.join(BROWSERS))
    page = subprocess.run(
        [browser, '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync', '--user-data-dir=%s' % directory, '--enable-logging=stderr',
         '--dump-dom', 'file://' + file], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=LONG * 2)
    assert 'CONSOLE' not in page.stderr, page.stderr
    return page.stdout[page.stdout.index('<body'):]


def test_the_page_shows_what_ran(pictures, tmp_path):
    files, processes, channels, edges, messages = pictures
    dom = opened(files[0], tmp_path)
    svg = dom[dom.index('<svg'):dom.index('</svg>')]
    assert svg.count('class="node process"') == processes
    assert svg.count('class="node channel"') == channels
    shown = [int(n) for n in re.findall(r'class="edge(?: silent)?" data-messages="([0-9]+)"', svg)]
    assert len(shown) == edges and sum(shown) == 2 * messages
    assert '<b>%s</b> <span>messages</span>' % '{:,}'.format(messages) in dom
    canvas = re.search('<canvas[^>]*>', dom).group(0)
    assert 'data-communications="%d"' % messages in canvas
    assert int(re.search('data-lanes="([0-9]+)"', canvas).group(1)) >= processes
    table = dom[dom.index('<tbody'):dom.index('</tbody>')]
    assert table.count('<tr>') == channels


# Turns the wheel over the graph and the time line, drags, and clicks twice; writes down what is seen after each.
ZOOM = '''
<script>
(() => {
  const canvas = document.querySelector('#timeline canvas'), svg = document.querySelector('#graph'), seen = [];
  function at(element, part, type, more) {
    const box = element.getBoundingClientRect();
    const point = {clientX: box.left + box.width * part, clientY: box.top + box.height / 2, bubbles: true, cancelable: true, view: window};
    element.dispatchEvent(new (type === 'wheel' ? WheelEvent : MouseEvent)(type, Object.assign(point, more)));
  }
  function look() {
    const transform = svg.querySelector('g').getAttribute('transform');
    seen.push(Object.assign({scale: +/scale\\(([^),]+)/.exec(transform)[1], nodes: svg.querySelectorAll('.node').length,
      edges: svg.querySelectorAll('.edge').length}, canvas.dataset));
  }
  look();
  for (let i = 0; i < 3; i++) at(canvas, 0.75, 'wheel', {deltaY: -500});
  at(svg, 0.5, 'wheel', {deltaY: -500});
  look();
  at(canvas, 0.6, 'mousedown', {});
  at(canvas, 0.5, 'mousemove', {});
  at(canvas, 0.5, 'mouseup', {});
  look();
  at(canvas, 0.5, 'dblclick', {});
  at(svg, 0.5, 'wheel', {deltaY: 500});
  look();
  document.body.setAttribute('data-seen', JSON.stringify(seen));
})();
</script>
</body>'''


def test_the_page_can_be_zoomed(pictures, tmp_path):
    files, processes, channels, edges, messages = pictures
    page = tmp_path / 'zoomed.html'
    page.write_text(read(files[0]).replace('</body>', ZOOM), encoding='utf-8')
    dom = opened(str(page), tmp_path / 'browser')
    seen = json.loads(html.unescape(re.search('<body[^>]* data-seen="([^"]*)"', dom).group(1)))
    all_of_it, near, moved, again = seen
    data = data_in(read(files[0]))
    first = min(process['begin'] for process in data['processes'])
    times = [event[3] - first for event in data['communications']]
    for view in seen:
        assert (view['nodes'], view['edges'], int(view['lanes'])) == (processes + channels, edges, int(all_of_it['lanes']))
        begin, end = float(view['begin']), float(view['end'])
        assert int(view['communications']) == len([t for t in times if begin <= t <= end])

    def span(view):
        return float(view['end']) - float(view['begin'])

    assert int(all_of_it['communications']) == messages
    assert span(near) == pytest.approx(span(all_of_it) / 8, rel=0.01)     # a turn of 500 doubles the scale
    assert float(all_of_it['begin']) < float(near['begin']) and float(near['end']) < float(all_of_it['end'])
    assert near['scale'] == pytest.approx(2 * all_of_it['scale'], rel=0.01)
    assert span(moved) == pytest.approx(span(near)) and float(moved['begin']) > float(near['begin'])
    assert span(again) == pytest.approx(span(all_of_it)) and int(again['communications']) == messages
    assert again['scale'] == pytest.approx(all_of_it['scale'], rel=0.01)


def test_the_graph_for_graphviz_is_what_ran(pictures):
    files, processes, channels, edges, messages = pictures
    dot = read(files[1])
    assert dot.count('shape=box') == processes and dot.count('shape=ellipse') == channels
    assert sum(int(n) for n in re.findall(r' -> .*label="([0-9]+)"', dot)) == 2 * messages and dot.count(' -> ') == edges
    if shutil.which('dot') is not None:
        svg = subprocess.run(['dot', '-Tsvg'], input=dot, stdout=subprocess.PIPE, text=True, check=True, timeout=LONG).stdout
        assert svg.count('class="node"') == processes + channels and svg.count('class="edge"') == edges


def test_the_events_for_chrome_are_what_ran(pictures):
    files, processes, channels, edges, messages = pictures
    events = json.loads(read(files[2]))['traceEvents']
    assert len([e for e in events if e['ph'] == 's']) == len([e for e in events if e['ph'] == 'f']) == messages
    assert len([e for e in events if e['ph'] == 'M' and e['name'] == 'thread_name']) >= processes
    assert all(e['dur'] >= 0 for e in events if e['ph'] == 'X')


def test_trace_says_what_it_cannot_do(tmp_path):
    def run(*arguments):
        return subprocess.run([sys.executable, 'trace'] + list(arguments), stderr=subprocess.PIPE, text=True, cwd=str(tmp_path),
                              timeout=LONG * 2)
    wrong = run('-o', 'trace.txt', 'script.py')
    assert wrong.returncode == 2 and '.html, .dot or .json' in wrong.stderr
    for nowhere in os.path.join('no', 'such', 'trace.html'), 'folder.html':
        os.makedirs(str(tmp_path / 'folder.html'), exist_ok=True)
        wrong = run('-o', nowhere, '-c', 'print("runs")')
        assert wrong.returncode == 2 and wrong.stderr.startswith('jmp: cannot write ' + nowhere) and len(wrong.stderr.splitlines()) == 1
    os.rmdir(str(tmp_path / 'folder.html'))
    nothing = run('-c', 'import sys; sys.exit(3)')
    assert nothing.returncode == 3 and 'nothing to draw' in nothing.stderr
    assert os.listdir(str(tmp_path)) == []


FAILS = '''
from pycsp.parallel import *

@process
def source(cout):
    for i in range(3):
        cout(i)
    retire(cout)

@process
def sink(cin):
    while True:
        cin()

c = Channel('numbers')
Parallel(source(-c), sink(+c))
1 / 0
'''


def test_a_program_that_fails_is_drawn_too(tmp_path):
    (tmp_path / 'fails.py').write_text(FAILS)
    run = subprocess.run([sys.executable, 'trace', 'fails.py'], stderr=subprocess.PIPE, text=True, cwd=str(tmp_path), timeout=LONG * 2)
    assert run.returncode == 1 and 'ZeroDivisionError' in run.stderr and '3 messages drawn in fails.trace.html' in run.stderr
    assert [channel['messages'] for channel in data_in(read(str(tmp_path / 'fails.trace.html')))['channels']] == [3]


def test_a_part_of_a_program_is_drawn(tmp_path):
    @process
    def source(cout):
        for i in range(3):
            cout(i)
        traced.TraceMsg('all sent')
        retire(cout)

    @process
    def sink(cin):
        while True:
            cin()

    page = str(tmp_path / 'part.html')
    traced.TraceInit(page)
    c = Channel('drawn')
    Parallel(source(-c), sink(+c))
    traced.TraceQuit()
    d = Channel('not drawn')
    Parallel(source(-d), sink(+d))
    data = data_in(read(page))
    assert [(channel['name'], channel['messages']) for channel in data['channels']] == [('drawn', 3)]
    assert 'all sent' in [mark['text'] for mark in data['marks']]
    with pytest.raises(ValueError):
        traced._kernel.csptrace.begin('part.txt')
