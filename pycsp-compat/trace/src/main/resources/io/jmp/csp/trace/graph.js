// The network: dagre places it from left to right; one that would become a strip, as a long ring, is placed by forces.
(() => {
  const TOO_MANY = 1200, STRIP = 7;
  const svg = d3.select('#graph');
  const nodes = [
    ...trace.processes.filter(p => communicating.has(p.index)).map(p => ({key: `p${p.index}`, kind: 'process', label: p.label, thing: p})),
    ...trace.channels.filter(c => used.has(c.index)).map(c => ({
      key: `c${c.index}`, kind: 'channel', label: c.label, thing: c, more: c.buffer ? `buffer ${c.buffer}` : ''})),
  ];
  const edges = trace.uses.map(u => ({
    from: u.reading ? `c${u.channel}` : `p${u.process}`, to: u.reading ? `p${u.process}` : `c${u.channel}`, messages: u.messages}));
  const byKey = new Map(nodes.map(n => [n.key, n]));

  const ruler = document.createElement('canvas').getContext('2d');
  ruler.font = '13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif';
  for (const node of nodes) {
    node.width = Math.max(44, ruler.measureText(node.label).width + (node.kind === 'channel' ? 34 : 24));
    node.height = node.more ? 44 : 32;
  }

  function layered() {
    const graph = new dagre.graphlib.Graph({multigraph: true})
      .setGraph({rankdir: 'LR', nodesep: 22, ranksep: 46, edgesep: 14, acyclicer: 'greedy'})
      .setDefaultEdgeLabel(() => ({}));
    nodes.forEach(n => graph.setNode(n.key, n));
    edges.forEach((e, i) => graph.setEdge(e.from, e.to, e, String(i)));
    edges.forEach(e => { e.width = 8 + 7 * String(e.messages).length; e.height = 14; e.labelpos = 'c'; });
    dagre.layout(graph);
    edges.forEach(e => {
      e.points[0] = border(byKey.get(e.from), e.points[1]);
      e.points[e.points.length - 1] = border(byKey.get(e.to), e.points[e.points.length - 2]);
    });
    return graph.graph();
  }

  // Of the layers it keeps the order, around a circle, to begin with.
  function forced() {
    const order = [...nodes].sort((a, b) => a.x - b.x || a.y - b.y);
    const radius = nodes.length * 13;
    order.forEach((n, i) => {
      n.x = radius * Math.cos(2 * Math.PI * i / order.length);
      n.y = radius * Math.sin(2 * Math.PI * i / order.length);
    });
    const links = edges.map(e => ({source: e.from, target: e.to}));
    d3.forceSimulation(nodes)
      .force('link', d3.forceLink(links).id(n => n.key).distance(76))
      .force('charge', d3.forceManyBody().strength(-420))
      .force('collide', d3.forceCollide(n => n.width / 2 + 8))
      .force('x', d3.forceX().strength(0.004)).force('y', d3.forceY().strength(0.008))
      .stop().tick(300);
    edges.forEach(e => {
      const a = byKey.get(e.from), b = byKey.get(e.to);
      e.x = (a.x + b.x) / 2;
      e.y = (a.y + b.y) / 2;
      e.points = [border(a, b), {x: e.x, y: e.y}, border(b, a)];
    });
  }

  // Where the line from a node's middle to another point leaves the node.
  function border(node, other) {
    const dx = other.x - node.x, dy = other.y - node.y, across = dx / (node.width / 2), down = dy / (node.height / 2);
    const scale = 1 / Math.max(node.kind === 'channel' ? Math.hypot(across, down) : Math.max(Math.abs(across), Math.abs(down)), 1);
    return {x: node.x + dx * scale, y: node.y + dy * scale};
  }

  function draw() {
    const size = layered();
    if (nodes.length > 30 && (size.width > STRIP * size.height || size.height > STRIP * size.width)) {
      forced();
    }
    svg.append('defs').append('marker').attr('id', 'arrow').attr('viewBox', '0 0 10 10').attr('refX', 9).attr('refY', 5)
      .attr('markerWidth', 7).attr('markerHeight', 7).attr('orient', 'auto').append('path').attr('d', 'M0,0.8L10,5L0,9.2z');
    const all = svg.append('g');
    const line = d3.line(p => p.x, p => p.y).curve(d3.curveBasis);
    const edge = all.selectAll('.edge').data(edges).join('g').attr('class', e => `edge${e.messages ? '' : ' silent'}`)
      .attr('data-messages', e => e.messages);
    edge.append('path').attr('d', e => line(e.points)).attr('marker-end', 'url(#arrow)');
    edge.append('text').attr('x', e => e.x).attr('y', e => e.y).text(e => e.messages.toLocaleString('en'));
    const node = all.selectAll('.node').data(nodes).join('g').attr('class', n => `node ${n.kind}`).attr('data-name', n => n.label)
      .attr('transform', n => `translate(${n.x},${n.y})`);
    node.filter(n => n.kind === 'process').append('rect').attr('x', n => -n.width / 2).attr('y', n => -n.height / 2)
      .attr('width', n => n.width).attr('height', n => n.height).attr('rx', 7);
    node.filter(n => n.kind === 'channel').append('ellipse').attr('rx', n => n.width / 2).attr('ry', n => n.height / 2);
    node.append('text').attr('y', n => n.more ? -6 : 0).text(n => n.label);
    node.filter(n => n.more).append('text').attr('class', 'more').attr('y', 10).text(n => n.more);
    node.append('title').text(n => n.kind === 'process' ? `process ${n.label}`
      : `channel ${n.label}: ${n.thing.messages.toLocaleString('en')} messages`);

    node.on('pointerenter', (event, n) => {
      const near = new Set([n.key]);
      edges.forEach(e => {
        if (e.from === n.key) near.add(e.to);
        if (e.to === n.key) near.add(e.from);
      });
      svg.classed('pointed', true);
      node.classed('near', m => near.has(m.key));
      edge.classed('near', e => e.from === n.key || e.to === n.key);
    }).on('pointerleave', () => svg.classed('pointed', false));

    const box = all.node().getBBox(), width = svg.node().clientWidth;
    const height = Math.round(Math.max(160, Math.min(560, (box.height + 40) * Math.min(1, width / (box.width + 40)))));
    svg.style('height', `${height}px`);
    const zoom = d3.zoom().scaleExtent([0.02, 6]).on('zoom', event => all.attr('transform', event.transform));
    const scale = Math.min(1.15, (width - 24) / (box.width || 1), (height - 24) / (box.height || 1));
    svg.call(zoom).call(zoom.transform, d3.zoomIdentity.translate(width / 2, height / 2).scale(scale)
      .translate(-box.x - box.width / 2, -box.y - box.height / 2)).on('dblclick.zoom', null);
  }

  if (!nodes.length) {
    svg.node().replaceWith('The processes have used no channel.');
  } else if (nodes.length > TOO_MANY) {
    svg.style('display', 'none');
    d3.select(svg.node().parentNode).insert('button', '#graph')
      .text(`Draw all ${nodes.length.toLocaleString('en')} nodes (takes a while)`)
      .on('click', event => { event.target.remove(); svg.style('display', null); draw(); });
  } else {
    draw();
  }
})();
