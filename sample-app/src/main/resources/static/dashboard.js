// Draws what /live sends: one complete snapshot a second. All text from outside goes
// through textContent, so that nothing that a stranger wrote is taken for markup.
(() => {
	"use strict";

	const byId = (id) => document.getElementById(id);
	const whole = new Intl.NumberFormat("en");
	const tenth = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
	const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
	const STATES = { CONNECTED: "good", FAILED: "bad", STOPPED: "bad" };
	const REST = "all others";
	const COLORS = 6;
	const LINES = 8;

	function element(tag, className, text) {
		const made = document.createElement(tag);
		if (className) {
			made.className = className;
		}
		if (text !== undefined) {
			made.textContent = text;
		}
		return made;
	}

	function bytes(count) {
		if (count < 1000) {
			return `${count} B`;
		}
		if (count < 1e6) {
			return `${tenth.format(count / 1e3)} kB`;
		}
		return count < 1e9 ? `${tenth.format(count / 1e6)} MB` : `${tenth.format(count / 1e9)} GB`;
	}

	function duration(seconds) {
		const parts = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
		const at = parts.findIndex(([size]) => seconds >= size);
		if (at < 0) {
			return "0 s";
		}
		return parts.slice(at, at + 2)
			.map(([size, unit], i) => `${Math.floor(i ? (seconds % parts[at][0]) / size : seconds / size)} ${unit}`)
			.join(" ");
	}

	const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

	// ---- colours: a type keeps its colour for as long as it is shown

	const colors = new Map();

	function assignColors(names) {
		for (const name of [...colors.keys()]) {
			if (!names.includes(name)) {
				colors.delete(name);
			}
		}
		for (const name of names) {
			if (name === REST) {
				colors.set(name, COLORS);
			}
			else if (!colors.has(name)) {
				const used = new Set(colors.values());
				colors.set(name, [...Array(COLORS).keys()].find((color) => !used.has(color)) ?? COLORS);
			}
		}
	}

	// ---- the chart of rates

	let chart = null;
	let chartOf = "";

	function drawRates(rates) {
		const box = byId("rates");
		const names = rates.series.map((series) => series.name);
		assignColors(names);
		// By colour, so that the layers keep their places when the order of the counts changes.
		const layers = [...rates.series].sort((a, b) => colors.get(a.name) - colors.get(b.name));
		const length = layers.length ? layers[0].counts.length : 120;
		const seconds = Array.from({ length }, (_, i) => rates.end - length + 1 + i);
		const sums = [];
		layers.forEach((layer, i) => sums.push(layer.counts.map((count, at) => count + (i ? sums[i - 1][at] : 0))));
		// uPlot draws in order: the highest sum first, each clipped at the one below.
		const data = [seconds, ...sums.reverse()];
		const key = layers.map((layer) => layer.name).join();
		if (!chart || chartOf !== key) {
			chart?.destroy();
			chart = rateChart(box, layers.reverse(), data);
			chartOf = key;
		}
		else {
			chart.setData(data);
		}
	}

	function rateChart(box, layers, data) {
		const axis = {
			stroke: token("--quiet"),
			font: "12px system-ui, sans-serif",
			ticks: { show: false },
			grid: { stroke: token("--line"), width: 1 },
		};
		return new uPlot({
			width: box.clientWidth,
			height: box.clientHeight,
			padding: [8, 2, 0, 0],
			legend: { show: false },
			cursor: { show: false },
			scales: { y: { range: (u, min, max) => [0, Math.max(4, max * 1.08)] } },
			axes: [
				{ ...axis, size: 26, grid: { show: false }, space: 90, values: (u, ticks) => ticks.map((tick) => clock.format(tick * 1000)) },
				{ ...axis, size: 38, space: 36, values: (u, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? whole.format(tick) : "")) },
			],
			series: [
				{},
				...layers.map((layer) => {
					const color = token(`--c${colors.get(layer.name)}`);
					return {
						label: layer.name,
						stroke: color,
						width: 1.5,
						fill: `${color}b8`,
						points: { show: false },
						paths: uPlot.paths.spline(),
					};
				}),
			],
			bands: layers.slice(1).map((layer, i) => ({ series: [i + 1, i + 2] })),
		}, data, box);
	}

	function drawLegend(rates) {
		const items = rates.series.map((series) => {
			const item = element("li");
			const swatch = element("span", "swatch");
			swatch.dataset.color = colors.get(series.name);
			const mean = series.counts.slice(-10).reduce((sum, count) => sum + count, 0) / 10;
			item.append(swatch, element("span", "mono", series.name), element("b", "", tenth.format(mean)));
			return item;
		});
		byId("legend").replaceChildren(...items);
	}

	// ---- shards

	const shardViews = new Map();

	function shardView(shard, withLine) {
		const view = { item: element("li"), name: element("b"), status: element("span", "status"), line: element("div", "latency"),
			left: element("span", "quiet"), right: element("span"), note: element("span", "quiet"), plot: null };
		const head = element("div", "shard-head");
		head.append(view.name, view.status);
		const foot = element("div", "shard-foot");
		foot.append(view.right, view.left);
		const notes = element("div", "shard-foot");
		notes.append(view.note);
		view.item.append(head);
		if (withLine) {
			view.line.setAttribute("role", "img");
			view.item.append(view.line);
		}
		view.item.append(foot, notes);
		return view;
	}

	function latencyLine(box, data) {
		return new uPlot({
			width: box.clientWidth,
			height: box.clientHeight,
			padding: [4, 0, 4, 0],
			legend: { show: false },
			cursor: { show: false },
			scales: { x: { time: false }, y: { range: (u, min, max) => [0, Math.max(1, (max ?? 0) * 1.25)] } },
			axes: [{ show: false }, { show: false }],
			series: [{}, { stroke: token("--c1"), width: 2, fill: `${token("--c1")}2e`, points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }) }],
		}, data, box);
	}

	function drawShards(shards) {
		const list = byId("shards");
		byId("shards-count").textContent = shards.length
			? `${shards.filter((shard) => shard.status === "CONNECTED").length} of ${shards.length} connected` : "none yet";
		for (const shard of shards) {
			let view = shardViews.get(shard.id);
			if (!view) {
				view = shardView(shard, shardViews.size < LINES);
				shardViews.set(shard.id, view);
				list.append(view.item);
			}
			view.name.textContent = `Shard ${shard.id}`;
			view.status.textContent = (shard.status || "UNKNOWN").toLowerCase().replaceAll("_", " ");
			view.status.dataset.state = STATES[shard.status] ?? "wait";
			view.right.textContent = shard.latency === null
				? (shard.status === "CONNECTED" ? "no heartbeat yet" : "no connection") : `${tenth.format(shard.latency)} ms latency`;
			view.left.textContent = `${whole.format(shard.events)} events, sequence ${whole.format(shard.sequence)}`;
			view.note.textContent = shard.note;
			if (view.line.isConnected) {
				const pad = Array(Math.max(0, 120 - shard.latencies.length)).fill(null);
				const data = [[...Array(120).keys()], [...pad, ...shard.latencies]];
				view.line.setAttribute("aria-label", `Latency of shard ${shard.id} over the last two minutes, now ${view.right.textContent}`);
				if (view.plot) {
					view.plot.setData(data);
				}
				else {
					view.plot = latencyLine(view.line, data);
				}
			}
		}
	}

	// ---- lists

	let newest = 0;

	function drawEvents(events) {
		byId("events-none").hidden = events.length > 0;
		const rows = events.map((event) => {
			const row = element("tr", event.number > newest && newest > 0 ? "fresh" : "");
			row.dataset.number = event.number;
			const name = element("td");
			name.append(element("span", "mono", event.name));
			if (event.replayed) {
				name.append(" ", element("span", "tag", "replayed"));
			}
			row.append(name, ...[event.shard, whole.format(event.sequence), bytes(event.bytes), clock.format(new Date(event.time))]
				.map((text) => element("td", "number", text)));
			return row;
		});
		newest = events.length ? events[0].number : newest;
		byId("events").replaceChildren(...rows);
	}

	function drawAnswers(answers) {
		byId("answers-none").hidden = answers.length > 0;
		byId("answers").replaceChildren(...answers.slice(0, 6).map((answer) => {
			const item = element("li");
			const text = element("span", "text", answer.text);
			text.title = `${answer.text} (${answer.place})`;
			const time = element("time", "", clock.format(new Date(answer.time)));
			time.dateTime = answer.time;
			item.append(element("span", "tag", answer.trigger), text, time);
			if (answer.failure) {
				item.append(element("span", "failure", answer.failure));
			}
			return item;
		}));
	}

	function drawChannels(channels) {
		byId("channels-none").hidden = channels.length > 0;
		const most = channels.length ? channels[0].messages : 1;
		byId("channels").replaceChildren(...channels.map((channel) => {
			const item = element("li");
			const bar = element("span", "bar");
			const value = element("span");
			value.style.width = `${100 * channel.messages / most}%`;
			bar.append(value);
			item.append(element("span", "mono", channel.id), bar, element("b", "", whole.format(channel.messages)));
			return item;
		}));
	}

	function drawTotals(snapshot) {
		const totals = snapshot.totals;
		byId("mode").textContent = snapshot.mode.local ? "Local gateway" : "Discord";
		byId("address").textContent = snapshot.mode.local
			? `invented traffic from ${snapshot.mode.address}; set DISCORD_TOKEN to connect to Discord` : snapshot.mode.address;
		byId("total-rate").textContent = tenth.format(totals.perSecond);
		byId("total-events").textContent = whole.format(totals.events);
		byId("total-bytes").textContent = bytes(totals.bytes);
		byId("total-replayed").textContent = whole.format(totals.replayed);
		byId("total-disconnects").textContent = whole.format(totals.disconnects);
		const answers = byId("total-answers");
		answers.textContent = whole.format(totals.answered);
		if (totals.failed) {
			answers.append(" ", element("small", "", `${whole.format(totals.failed)} failed`));
		}
		byId("total-uptime").textContent = duration((new Date(snapshot.time) - new Date(totals.since)) / 1000);
	}

	let last = null;

	function draw(snapshot) {
		last = snapshot;
		drawTotals(snapshot);
		drawRates(snapshot.rates);
		drawLegend(snapshot.rates);
		drawShards(snapshot.shards);
		drawEvents(snapshot.lastEvents);
		drawAnswers(snapshot.answers);
		drawChannels(snapshot.channels);
	}

	function redraw() {
		chart?.destroy();
		chart = null;
		for (const view of shardViews.values()) {
			view.plot?.destroy();
			view.plot = null;
		}
		if (last) {
			draw(last);
		}
	}

	// ---- the stream

	let source = null;
	let paused = false;
	let retry = 0;

	function feed(state, text) {
		const line = byId("feed");
		line.dataset.state = state;
		if (line.textContent !== text) {
			line.textContent = text;
		}
	}

	function open() {
		clearTimeout(retry);
		source?.close();
		source = new EventSource("live");
		source.onmessage = (message) => {
			feed("good", "Live");
			draw(JSON.parse(message.data));
		};
		source.onerror = () => {
			feed("bad", "No connection to the bot");
			// A browser gives up by itself when the bot refuses, for example because too many watch.
			if (source.readyState === EventSource.CLOSED) {
				retry = setTimeout(open, 5000);
			}
		};
	}

	byId("pause").addEventListener("click", () => {
		paused = !paused;
		byId("pause").setAttribute("aria-pressed", String(paused));
		if (paused) {
			clearTimeout(retry);
			source.close();
			feed("wait", "Paused");
		}
		else {
			feed("wait", "Connecting");
			open();
		}
	});

	let resizing = 0;
	new ResizeObserver(() => {
		clearTimeout(resizing);
		resizing = setTimeout(redraw, 100);
	}).observe(byId("rates"));
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

	open();
})();
