"use strict";
// Charts by Plotly in the place of still images, where pointing at them says more.
(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const colours = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#ee8866", "#44bb99", "#bbcc33", "#77aadd",
    "#aaaa00", "#ffaabb"];
  const root = document.documentElement;
  const shown = data.segments.filter((segment) => !segment.suppressed && segment.size > 0);
  const colour = (segment) => colours[segment.segment % colours.length];
  const css = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const narrow = () => window.innerWidth < 600;
  const cut = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text);
  const percent = (value) => value === null ? "–" : (100 * value).toFixed(1) + " %";
  const html = (text) => String(text).replace(/[&<>"']/g, (letter) => "&#" + letter.charCodeAt(0) + ";");
  const valueName = data.value_feature || "[[value_word]]";

  const axis = (title, more) => ({
    title: { text: html(title), standoff: 8 }, automargin: true, gridcolor: css("--grid"), zerolinecolor: css("--line"),
    linecolor: css("--line"), ...more,
  });
  const layout = (more) => ({
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { color: css("--text"), family: "inherit", size: 13 },
    margin: { l: 8, r: 12, t: 10, b: 8 }, showlegend: false, hoverlabel: { namelength: -1 }, ...more,
  });

  const charts = {
    concentration() {
      const percents = data.concentration.map((_, i) => i).filter((i) => data.concentration[i] !== null);
      const top = data.evaluation.top_share;
      return [[
        { type: "scatter", mode: "lines", x: percents, y: percents.map((i) => 100 * data.concentration[i]), fill: "tozeroy",
          line: { color: colours[0], width: 3 }, hovertemplate: "[[the_best_hold]]<extra></extra>" },
        { type: "scatter", mode: "lines", x: [0, 100], y: [0, 100], line: { dash: "dash", color: css("--soft"), width: 1 }, hoverinfo: "skip" },
      ], layout({
        xaxis: axis("[[percent_of_customers]]", { range: [0, 100] }),
        yaxis: axis("[[percent_of]] " + valueName, { range: [0, 104] }),
        shapes: top === null ? [] : [{ type: "line", x0: 20, x1: 20, y0: 0, y1: 100 * top, line: { dash: "dot", color: css("--text"), width: 1 } }],
        annotations: top === null ? [] : [{ x: 20, y: 100 * top, text: percent(top), ax: 30, ay: 24, font: { color: css("--text") }, arrowcolor: css("--text") }],
      })];
    },
    map() {
      const traces = [];
      shown.forEach((segment) => {
        const place = data.map.segments[segment.segment];
        traces.push({ type: "scatter", mode: "markers", x: place.squares.map((one) => one.x), y: place.squares.map((one) => one.y),
          text: place.squares.map((one) => html(segment.name) + ": " + one.customers), hoverinfo: "text",
          marker: { color: colour(segment), symbol: "square", size: place.squares.map((one) => 5 + Math.sqrt(one.customers)),
            opacity: 0.45, line: { width: 0 } } });
        traces.push({ type: "scatter", mode: narrow() ? "markers" : "markers+text", x: [place.center[0]], y: [place.center[1]], text: [html(cut(segment.segment + " " + segment.name, 26))],
          textposition: "top center", cliponaxis: false,
          marker: { color: colour(segment), size: 12, symbol: "diamond", line: { width: 1.5, color: css("--text") } }, hoverinfo: "text" });
      });
      return [traces, layout({
        xaxis: axis("[[first_component]], " + percent(data.map.explained[0]), { zeroline: false }),
        yaxis: axis("[[second_component]], " + percent(data.map.explained[1]), { zeroline: false }),
      })];
    },
    evidence(element) {
      const key = element.dataset.key, evidence = data.model.evidence, k = data.model.k;
      return [[{
        type: "scatter", mode: "lines+markers", x: evidence.map((one) => one.k), y: evidence.map((one) => one[key]),
        line: { color: css("--text") }, marker: { color: css("--text"), size: evidence.map((one) => one.k === k ? 14 : 6) },
        hovertemplate: "[[so_many_segments]]<br>%{y:.4g}<extra></extra>",
      }], layout({ xaxis: axis("", { dtick: evidence.length > 12 ? 5 : 1 }), yaxis: axis("", {}) })];
    },
  };

  // The still image stays for paper, which is of another width than the window.
  const draw = (element) => {
    const [traces, shape] = charts[element.dataset.chart](element);
    const plot = element.querySelector(".plot") ?? element.appendChild(document.createElement("div"));
    plot.className = "plot";
    element.classList.add("drawn");
    Plotly.react(plot, traces, shape, { responsive: true, displayModeBar: false });
  };
  const drawAll = () => document.querySelectorAll(".chart").forEach(draw);
  document.addEventListener("theme", drawAll);
  let wasNarrow = narrow();
  window.addEventListener("resize", () => { if (narrow() !== wasNarrow) { wasNarrow = narrow(); drawAll(); } });
  drawAll();
})();
