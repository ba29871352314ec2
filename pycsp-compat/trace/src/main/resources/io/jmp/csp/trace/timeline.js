// The time line: a lane for each process. Only what can be seen is drawn, so that very many lanes and events are no matter.
(() => {
  const LANE = 24, BAR = 14, TOP = 26, GAP = 10;
  const box = d3.select('#timeline'), canvas = box.select('canvas'), context = canvas.node().getContext('2d');
  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue(`--${name}`).trim();
  const lanes = trace.processes;
  const waits = d3.group(trace.waits, w => w.process), marks = d3.group(trace.marks, m => m.process);
  const states = [
    ['run', 'runs'], ['read', 'waits to read'], ['write', 'waits to write'], ['choice', 'waits in a choice'], ['join', 'waits for processes']];
  d3.select('#legend').selectAll('li').data(states).join('li')
    .call(li => li.append('i').style('background', d => `var(--${d[0]})`)).append('span').text(d => d[1]);

  const state = wait => !wait.points.length ? 'join' : wait.points.length > 1 ? 'choice' : wait.points[0].reading ? 'read' : 'write';
  context.font = '12px system-ui, "Segoe UI", Helvetica, Arial, sans-serif';
  const labels = Math.min(220, 18 + (d3.max(lanes, p => context.measureText(p.label).width) || 0));
  d3.select('#lanes').style('height', `${TOP + lanes.length * LANE + GAP}px`);

  let width, height, base, scale;
  let transform = d3.zoomIdentity;
  const middle = lane => TOP + lane * LANE + LANE / 2 - box.node().scrollTop;
  const isVisible = lane => middle(lane) > TOP - LANE / 2 && middle(lane) < height + LANE / 2;

  function resize() {
    width = box.node().clientWidth;
    height = Math.min(560, TOP + lanes.length * LANE + GAP);
    box.style('height', `${height}px`);
    const ratio = window.devicePixelRatio || 1;
    canvas.attr('width', width * ratio).attr('height', height * ratio).style('width', `${width}px`).style('height', `${height}px`);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const margin = trace.last * 0.01;
    base = d3.scaleLinear([-margin, trace.last + margin], [labels, width - 8]);
    zoom.extent([[labels, 0], [width, height]]).translateExtent([[labels, 0], [width, height]]);
    draw();
  }

  function slice(begin, end, lane, fill) {
    const x = Math.max(labels, scale(begin)), right = Math.min(width, scale(end));
    if (right < labels || x > width) {
      return;
    }
    context.fillStyle = color(fill);
    context.fillRect(x, middle(lane) - BAR / 2, Math.max(0.6, right - x), BAR);
  }

  // Of communications on the same pixel between the same lanes, one is drawn for all.
  function drawCommunications() {
    const done = new Set();
    let seen = 0;
    for (const c of trace.communications) {
      const x = scale(c.time);
      if (x < labels || x > width) {
        continue;
      }
      seen++;
      const ends = [c.writer, c.reader].filter(lane => lane !== BUFFER);
      const key = `${Math.round(x * 2)} ${c.writer} ${c.reader}`;
      if (done.has(key) || Math.min(...ends.map(middle)) > height || Math.max(...ends.map(middle)) < TOP) {
        continue;
      }
      done.add(key);
      if (ends.length === 2) {
        context.strokeStyle = color('line');
        context.lineWidth = 1;
        context.beginPath();
        context.moveTo(x, middle(c.writer));
        context.lineTo(x, middle(c.reader));
        context.stroke();
      }
      context.fillStyle = color('ink');
      for (const lane of ends) {
        const writes = lane === c.writer;
        context.beginPath();
        context.arc(x, middle(lane), writes ? 1.7 : 2.4, 0, 2 * Math.PI);
        context.fill();
      }
    }
    canvas.attr('data-communications', seen);
  }

  function drawMarks(lane) {
    for (const mark of marks.get(lane) || []) {
      const x = scale(mark.time);
      if (x >= labels && x <= width) {
        context.fillStyle = color('mark');
        context.beginPath();
        context.moveTo(x, middle(lane) - BAR / 2 + 2);
        context.lineTo(x - 3.5, middle(lane) - BAR / 2 - 4);
        context.lineTo(x + 3.5, middle(lane) - BAR / 2 - 4);
        context.fill();
      }
    }
  }

  function drawAxis() {
    const ticks = scale.ticks(Math.max(2, width / 130));
    context.fillStyle = color('card');
    context.fillRect(0, 0, width, TOP - 4);
    context.fillStyle = color('soft');
    context.textAlign = 'center';
    ticks.forEach(t => {
      if (scale(t) > labels + 20 && scale(t) < width - 30) context.fillText(time(t), scale(t), 12);
    });
    return ticks;
  }

  function draw() {
    scale = transform.rescaleX(base);
    context.font = '12px system-ui, "Segoe UI", Helvetica, Arial, sans-serif';
    context.textBaseline = 'middle';
    context.fillStyle = color('card');
    context.fillRect(0, 0, width, height);
    context.strokeStyle = color('rule');
    context.lineWidth = 1;
    scale.ticks(Math.max(2, width / 130)).forEach(t => {
      context.beginPath();
      context.moveTo(scale(t), TOP - 4);
      context.lineTo(scale(t), height);
      context.stroke();
    });
    lanes.forEach((process, lane) => {
      if (isVisible(lane)) {
        slice(process.begin, Math.min(process.end, trace.last), lane, 'run');
        (waits.get(lane) || []).forEach(w => slice(w.begin, w.end, lane, state(w)));
        drawMarks(lane);
      }
    });
    drawCommunications();
    context.fillStyle = color('card');
    context.fillRect(0, 0, labels, height);
    context.textAlign = 'right';
    context.fillStyle = color('ink');
    lanes.forEach((process, lane) => {
      if (isVisible(lane)) context.fillText(process.label, labels - 9, middle(lane), labels - 14);
    });
    drawAxis();
    canvas.attr('data-lanes', lanes.length).attr('data-begin', scale.invert(labels)).attr('data-end', scale.invert(width));
  }

  const zoom = d3.zoom().scaleExtent([1, 1e6]).filter(event => !event.button && !(event.type === 'wheel' && event.shiftKey))
    .on('zoom', event => { transform = event.transform; draw(); });
  canvas.call(zoom).on('dblclick.zoom', null).on('dblclick', () => canvas.call(zoom.transform, d3.zoomIdentity));
  box.on('scroll', draw);
  window.addEventListener('resize', resize);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

  // --- what is under the pointer ---
  const tip = d3.select('#tip');
  canvas.on('pointermove', event => {
    const [x, y] = d3.pointer(event), t = scale.invert(x);
    const lane = Math.floor((y - TOP + box.node().scrollTop) / LANE), process = lanes[lane];
    const text = x > labels && process && y > TOP ? about(process, lane, t) : '';
    tip.attr('hidden', text ? null : '').text(text)
      .style('left', `${Math.min(event.clientX + 14, window.innerWidth - 320)}px`).style('top', `${event.clientY + 14}px`);
  }).on('pointerleave', () => tip.attr('hidden', ''));

  function about(process, lane, t) {
    const near = scale.invert(scale(t) + 4) - t;
    const lines = [`${process.label}, at ${time(t)}`];
    const wait = (waits.get(lane) || []).find(w => w.begin <= t && t <= w.end);
    if (wait) {
      const what = wait.points.map(p => `${p.reading ? 'read from' : 'write to'} ${nameOf.channel(p.channel)}`).join('\nor to ');
      lines.push(`waits ${time(wait.end - wait.begin)} ${what ? `to ${what}` : 'for processes'}`);
    } else if (t < process.begin || t > process.end) {
      return '';
    } else {
      lines.push('runs');
    }
    const close = trace.communications.filter(c => (c.writer === lane || c.reader === lane) && Math.abs(c.time - t) < near);
    close.slice(0, 6).forEach(c => lines.push(
      `${nameOf.channel(c.channel)}: ${nameOf.process(c.writer)} → ${nameOf.process(c.reader)}`));
    if (close.length > 6) {
      lines.push(`and ${close.length - 6} more`);
    }
    (marks.get(lane) || []).filter(m => Math.abs(m.time - t) < near).forEach(m => lines.push(m.text));
    return lines.join('\n');
  }

  resize();
})();
