"use strict";
// Charts of the figures in #report-data, sortable tables, and the choice of light or dark.
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
  const short = (text) => cut(text, narrow() ? 16 : 34);
  const labels = (segments) => segments.map((segment) => short(segment.segment + " " + segment.name));
  const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const digits = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
  const number = (value) => value === null ? "–" : Math.abs(value) >= 999.5 ? whole.format(value) : digits.format(value);
  const percent = (value) => value === null ? "–" : (100 * value).toFixed(1) + " %";
  const html = (text) => String(text).replace(/[&<>"']/g, (letter) => "&#" + letter.charCodeAt(0) + ";");
  const units = (feature) => feature.units ? feature.label + " (" + feature.units + ")" : feature.label;
  const valueName = data.value_feature || "[[value_word]]";

  // Plotly chooses dark or light text by the colour of a cell, but not of one without a value.
  const cellText = () => (root.dataset.theme === "dark" ? { color: css("--text") } : {});
  const axis = (title, more) => ({
    title: { text: html(title), standoff: 8 }, automargin: true, gridcolor: css("--grid"), zerolinecolor: css("--line"),
    linecolor: css("--line"), ...more,
  });
  const layout = (more) => ({
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { color: css("--text"), family: "inherit", size: 13 },
    margin: { l: 8, r: 12, t: 10, b: 8 }, showlegend: false, hoverlabel: { namelength: -1 }, ...more,
  });

  const charts = {
    bubble() {
      const values = shown.map((segment) => segment.evaluation.value_per_customer ?? segment.share);
      const totals = shown.map((segment) => Math.max(segment.evaluation.value ?? segment.size, 0));
      const largest = Math.max(...totals, 1e-300);
      return [shown.map((segment, i) => ({
        type: "scatter", mode: "markers+text", x: [segment.size], y: [values[i]], name: html(short(segment.segment + " " + segment.name)),
        text: [segment.segment + ""], textfont: { color: "#ffffff" }, cliponaxis: false,
        marker: { size: 20 + 44 * Math.sqrt(totals[i] / largest), color: colour(segment), opacity: 0.9, line: { width: 1, color: css("--ground") } },
        hovertemplate: html(segment.name) + "<br>" + number(segment.size) + " [[customers_in_chart]]<br>" + number(values[i]) + " [[a_customer]]<br>" +
          percent(segment.revenue_share) + " [[of_all]]<extra></extra>",
      })), layout({
        showlegend: true, legend: { orientation: "h", y: -0.25, itemsizing: "constant", itemclick: false, itemdoubleclick: false },
        xaxis: axis("[[customers_in_chart]]", { rangemode: "tozero", nticks: narrow() ? 4 : 8 }),
        yaxis: axis(data.value_feature ? valueName + " [[a_customer]]" : "[[share_in_chart]]", { rangemode: "tozero" }),
      })];
    },
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
    heatmap() {
      const features = data.features.map((feature) => short(feature.label));
      const z = shown.map((segment) => segment.features.map((figures) => figures.difference));
      const limit = Math.min(3, Math.max(0.5, ...z.flat().map((value) => Math.abs(value ?? 0))));
      return [[{
        type: "heatmap", x: features.map((name, i) => i), y: shown.map((_, i) => i), z, zmin: -limit, zmax: limit,
        colorscale: [[0, css("--low")], [0.5, css("--middle")], [1, css("--high")]], xgap: 2, ygap: 2, textfont: cellText(),
        text: shown.map((segment) => segment.features.map((figures) => figures.index === null ? "" : whole.format(figures.index))),
        texttemplate: features.length > (narrow() ? 6 : 20) ? "" : "%{text}",
        customdata: shown.map((segment) => segment.features.map((figures, j) =>
          html(segment.name) + "<br>" + html(units(data.features[j])) + "<br>[[mean_in_chart]] " + number(figures.mean) + ", [[median_in_chart]] " + number(figures.median))),
        hovertemplate: "%{customdata}<br>[[index_and_difference]]<extra></extra>",
        colorbar: { title: { text: "[[standard_deviations_short]]", side: "top" }, thickness: 10, outlinewidth: 0 }, showscale: !narrow(),
      }], layout({
        xaxis: axis("", { tickvals: features.map((_, i) => i), ticktext: features.map(html), tickangle: features.length > 5 || narrow() ? -40 : 0, showgrid: false, zeroline: false }),
        yaxis: axis("", { tickvals: shown.map((_, i) => i), ticktext: labels(shown).map(html), autorange: "reversed", showgrid: false, zeroline: false }),
      })];
    },
    boxes() {
      const j = Number(document.getElementById("box-feature").value || 0);
      const feature = data.features[j];
      const traces = shown.map((segment) => {
        const figures = segment.features[j];
        return {
          type: "box", orientation: "h", name: html(short(segment.segment + " " + segment.name)), y: [segment.segment + ""],
          lowerfence: [figures.percentile_5], q1: [figures.lower_quartile], median: [figures.median],
          q3: [figures.upper_quartile], upperfence: [figures.percentile_95], mean: [figures.mean],
          marker: { color: colour(segment) }, line: { color: colour(segment) },
        };
      });
      return [traces, layout({
        xaxis: axis(feature ? units(feature) : "", {}),
        yaxis: axis("", { type: "category", tickvals: shown.map((segment) => segment.segment + ""), ticktext: labels(shown).map(html), autorange: "reversed" }),
      })];
    },
    map() {
      const traces = [];
      shown.forEach((segment) => {
        const place = data.map.segments[segment.segment];
        traces.push({ type: "scatter", mode: "markers", x: place.x, y: place.y, name: html(segment.name),
          marker: { color: colour(segment), size: 4, opacity: 0.45 }, hoverinfo: "name", legendgroup: segment.segment, showlegend: false });
        if (place.hull.length > 2) {
          traces.push({ type: "scatter", mode: "lines", fill: "toself", x: [...place.hull, place.hull[0]].map((at) => at[0]),
            y: [...place.hull, place.hull[0]].map((at) => at[1]), line: { color: colour(segment), width: 1.5 },
            fillcolor: colour(segment) + "22", hoverinfo: "skip", legendgroup: segment.segment, showlegend: false });
        }
        traces.push({ type: "scatter", mode: narrow() ? "markers" : "markers+text", x: [place.center[0]], y: [place.center[1]], text: [html(cut(segment.segment + " " + segment.name, 26))],
          textposition: "top center", name: html(short(segment.segment + " " + segment.name)), legendgroup: segment.segment, showlegend: true, cliponaxis: false,
          marker: { color: colour(segment), size: 12, symbol: "diamond", line: { width: 1.5, color: css("--text") } }, hoverinfo: "text" });
      });
      return [traces, layout({
        showlegend: narrow(), legend: { orientation: "h", y: -0.2 },
        xaxis: axis("[[first_component]], " + percent(data.map.explained[0]), { zeroline: false }),
        yaxis: axis("[[second_component]], " + percent(data.map.explained[1]), { zeroline: false }),
      })];
    },
    rfm() {
      const scores = ["1", "2", "3", "4", "5"];
      return [[{
        type: "heatmap", x: scores, y: ["5", "4", "3", "2", "1"], z: data.rfm.monetary,
        colorscale: [[0, css("--middle")], [1, css("--high")]], xgap: 3, ygap: 3, textfont: cellText(),
        text: data.rfm.customers.map((row) => row.map((count) => count === null ? "[[few]]" : whole.format(count))), texttemplate: "%{text}",
        customdata: data.rfm.monetary.map((row) => row.map((mean) => number(mean))),
        hovertemplate: "[[rfm_cell]]<br>[[mean_in_chart]] " + html(data.rfm.monetary_column) + " %{customdata}<extra></extra>",
        colorbar: { thickness: 10, outlinewidth: 0 }, showscale: !narrow(),
      }], layout({
        xaxis: axis("[[frequency_score]]", { type: "category", showgrid: false }),
        yaxis: axis("[[recency_score]]", { type: "category", autorange: "reversed", showgrid: false }),
      })];
    },
    markets() {
      const markets = data.markets.markets;
      return [[{
        type: "heatmap", x: data.segments.map((_, i) => i), y: markets.map((_, i) => i),
        z: markets.map((market) => market.segments.map((cell) => cell.suppressed ? null : cell.share)),
        colorscale: [[0, css("--middle")], [1, css("--high")]], xgap: 2, ygap: 2, textfont: cellText(),
        text: markets.map((market) => market.segments.map((cell) => cell.suppressed ? "[[few]]" : percent(cell.share))),
        texttemplate: narrow() || data.segments.length > 12 ? "" : "%{text}",
        customdata: markets.map((market) => data.segments.map((segment) => html(market.name) + "<br>" + html(segment.name))),
        hovertemplate: "%{customdata}<br>%{text}<extra></extra>", colorbar: { thickness: 10, outlinewidth: 0, tickformat: ".0%" }, showscale: !narrow(),
      }], layout({
        xaxis: axis("", { tickvals: data.segments.map((_, i) => i), ticktext: data.segments.map((segment) => html(cut(segment.segment + " " + segment.name, narrow() ? 12 : 20))), tickangle: -30, showgrid: false, zeroline: false }),
        yaxis: axis("", { tickvals: markets.map((_, i) => i), ticktext: markets.map((market) => html(short(market.name))), autorange: "reversed", showgrid: false, zeroline: false }),
      })];
    },
    evidence() {
      const figures = data.model.evidence_charts.map((one) => [one.key, one.label]);
      const evidence = data.model.evidence, k = data.model.k;
      const columns = narrow() ? 1 : 2;
      const traces = figures.map(([key, title], i) => ({
        type: "scatter", mode: "lines+markers", x: evidence.map((one) => one.k), y: evidence.map((one) => one[key]),
        xaxis: "x" + (i + 1), yaxis: "y" + (i + 1), line: { color: colours[i] },
        marker: { size: evidence.map((one) => one.k === k ? 12 : 6), symbol: evidence.map((one) => one.k === k ? "diamond" : "circle"), color: colours[i] },
        hovertemplate: "[[so_many_segments]]<br>" + title + " %{y:.4g}<extra></extra>",
      }));
      const axes = {};
      figures.forEach(([, title], i) => {
        axes["xaxis" + (i + 1)] = axis("", { dtick: evidence.length > 12 ? 5 : 1 });
        axes["yaxis" + (i + 1)] = axis(title, {});
      });
      return [traces, layout({ grid: { rows: Math.ceil(figures.length / columns), columns, pattern: "independent", xgap: 0.2, ygap: 0.3 }, ...axes })];
    },
    stability() {
      const segments = shown.filter((segment) => segment.stability !== undefined && segment.stability !== null);
      const band = (value, text) => [
        { type: "line", xref: "paper", x0: 0, x1: 1, y0: value, y1: value, line: { dash: "dot", width: 1, color: css("--soft") } },
        { xref: "paper", x: 1, y: value, text, showarrow: false, xanchor: "right", yanchor: "bottom", font: { color: css("--soft"), size: 11 } }];
      const bands = [band(0.6, "[[band_pattern]]"), band(0.75, "[[band_stable]]"), band(0.85, "[[band_highly_stable]]")];
      return [[{
        type: "bar", x: segments.map((segment) => segment.segment + ""), y: segments.map((segment) => segment.stability),
        marker: { color: segments.map(colour) }, text: segments.map((segment) => segment.stability.toFixed(2)), textposition: "outside",
        hovertext: segments.map((segment) => html(segment.name)), hovertemplate: "%{hovertext}: %{y:.3f}<extra></extra>",
      }], layout({
        xaxis: axis("", { type: "category", tickvals: segments.map((segment) => segment.segment + ""), ticktext: labels(segments).map(html) }),
        yaxis: axis("[[jaccard_similarity]]", { range: [0, 1.08] }),
        shapes: bands.map((pair) => pair[0]), annotations: bands.map((pair) => pair[1]),
      })];
    },
  };

  const draw = (element) => {
    const [traces, shape] = charts[element.dataset.chart]();
    Plotly.react(element, traces, shape, { responsive: true, displayModeBar: false });
  };
  const drawAll = () => document.querySelectorAll(".chart").forEach(draw);

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");
  const setTheme = (theme) => {
    root.dataset.theme = theme;
    button.textContent = theme === "dark" ? "[[light]]" : "[[dark]]";
    button.setAttribute("aria-pressed", String(theme === "dark"));
    drawAll();
  };
  const select = document.getElementById("box-feature");
  data.features.forEach((feature, i) => select.add(new Option(feature.label, String(i))));
  select.addEventListener("change", () => draw(document.querySelector('[data-chart="boxes"]')));
  button.addEventListener("click", () => setTheme(root.dataset.theme === "dark" ? "light" : "dark"));
  dark.addEventListener("change", (event) => setTheme(event.matches ? "dark" : "light"));
  let before = "light";
  window.addEventListener("beforeprint", () => { before = root.dataset.theme; setTheme("light"); });
  window.addEventListener("afterprint", () => setTheme(before));
  let wasNarrow = narrow();
  window.addEventListener("resize", () => { if (narrow() !== wasNarrow) { wasNarrow = narrow(); drawAll(); } });

  const key = (cell) => {
    const figure = cell.querySelector("data");
    return figure ? Number(figure.value) : cell.textContent.trim();
  };
  const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b
    : typeof a === "number" ? 1 : typeof b === "number" ? -1 : a.localeCompare(b);
  document.querySelectorAll("table.sortable").forEach((table) => {
    table.querySelectorAll("thead th").forEach((head, column) => {
      const sorter = document.createElement("button");
      sorter.type = "button";
      const arrow = document.createElement("span");
      arrow.className = "arrow";
      arrow.ariaHidden = "true";
      sorter.append(...head.childNodes);
      sorter.firstChild.after(arrow);
      head.append(sorter);
      sorter.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows];
        rows.sort((a, b) => (down ? -1 : 1) * compare(key(a.cells[column]), key(b.cells[column])));
        table.tBodies[0].append(...rows);
      });
    });
  });
  setTheme(dark.matches ? "dark" : "light");
})();
