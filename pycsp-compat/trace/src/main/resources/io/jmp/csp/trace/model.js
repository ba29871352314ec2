// What was recorded, with names that tell processes of the same function apart.
const trace = JSON.parse(document.getElementById('trace').textContent);
const BUFFER = -1;

function label(things) {
  const total = d3.rollup(things, v => v.length, t => t.name);
  const seen = new Map();
  things.forEach((thing, index) => {
    const number = (seen.get(thing.name) || 0) + 1;
    seen.set(thing.name, number);
    thing.index = index;
    thing.label = total.get(thing.name) > 1 ? `${thing.name} ${number}` : thing.name;
  });
}
label(trace.processes);
label(trace.channels);

const nameOf = {
  process: index => index === BUFFER ? 'the buffer' : trace.processes[index].label,
  channel: index => trace.channels[index].label,
};

trace.communications = trace.communications.map(([channel, writer, reader, time]) => ({channel, writer, reader, time}));
trace.waits = trace.waits.map(([process, begin, end, points]) => ({
  process, begin, end,
  points: points.map(p => p >= 0 ? {channel: p, reading: true} : {channel: -1 - p, reading: false}),
}));

function time(us) {
  const short = (value, digits) => String(+value.toFixed(digits));
  return us >= 1e6 ? `${short(us / 1e6, 4)} s` : us >= 1e3 ? `${short(us / 1e3, 3)} ms` : `${short(us, 1)} µs`;
}

// Times from the first event on.
const first = d3.min(trace.processes, p => p.begin) ?? 0;
trace.processes.forEach(p => { p.begin -= first; p.end -= first; });
trace.waits.forEach(w => { w.begin -= first; w.end -= first; });
[...trace.communications, ...trace.marks].forEach(event => { event.time -= first; });
trace.last = Math.max(1, ...[
  d3.max(trace.processes.filter(p => p.parent >= 0), p => p.end), d3.max(trace.communications, c => c.time),
  d3.max(trace.waits, w => w.end), d3.max(trace.marks, m => m.time)].filter(t => t !== undefined));

const communicating = new Set(trace.uses.map(u => u.process));
const used = new Set(trace.uses.map(u => u.channel));

d3.select('#figures').selectAll('li')
  .data([
    [communicating.size, 'processes that communicate'], [used.size, 'channels'],
    [d3.sum(trace.channels, c => c.messages), 'messages'], [time(trace.last), 'from first to last']])
  .join('li').html(d => `<b>${d[0].toLocaleString ? d[0].toLocaleString('en') : d[0]}</b> `).append('span').text(d => d[1]);
if (trace.dropped) {
  d3.select('#figures').append('li').attr('class', 'warning')
    .text(`${trace.dropped.toLocaleString('en')} later events are counted, but not in the time line`);
}

// --- the table ---
function users(channel, reading) {
  return trace.uses.filter(u => u.channel === channel.index && u.reading === reading)
    .map(u => `${nameOf.process(u.process)} (${u.messages})`).join(', ');
}
d3.select('#channels tbody').selectAll('tr')
  .data(trace.channels.filter(c => used.has(c.index)))
  .join('tr').selectAll('td')
  .data(c => [c.label, c.buffer || 'none', c.messages.toLocaleString('en'), users(c, false), users(c, true)])
  .join('td').text(d => d);
