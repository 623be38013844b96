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

	// ---- shards: each with a card while there are few, tiles and one card where there are many

	const shardViews = new Map();
	const tiles = new Map();
	let many = false;
	let selected = null;

	const name = (status) => (status || "UNKNOWN").toLowerCase().replaceAll("_", " ");
	const state = (shard) => STATES[shard.status] ?? "wait";

	function latencyOf(shard) {
		return shard.latency === null
			? (shard.status === "CONNECTED" ? "no heartbeat yet" : "no connection") : `${tenth.format(shard.latency)} ms latency`;
	}

	function shardView(shard, withLine) {
		const view = { item: element("li"), name: element("b"), status: element("span", "status"), line: element("div", "latency"),
			left: element("span", "quiet"), right: element("span"), note: element("span", "quiet"), hand: element("span", "quiet"), plot: null };
		const head = element("div", "shard-head");
		head.append(view.name, view.status);
		const foot = element("div", "shard-foot");
		foot.append(view.right, view.left);
		const notes = element("div", "shard-foot");
		notes.append(view.note, view.hand);
		view.item.append(head);
		if (withLine) {
			view.line.setAttribute("role", "img");
			view.item.append(view.line);
		}
		view.item.append(foot, notes);
		if (last?.mode.actions) {
			view.item.append(shardActions(shard.id));
		}
		return view;
	}

	function shardActions(id) {
		const actions = element("div", "actions");
		for (const [action, text] of Object.entries(ACTIONS).filter(([, text]) => text.local || last.mode.actions === "endpoint")) {
			const button = element("button", "small", text.label);
			button.type = "button";
			button.dataset.action = action;
			button.setAttribute("aria-label", `${text.label}: shard ${id}`);
			button.addEventListener("click", () => act(action, id));
			actions.append(button);
		}
		return actions;
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
		byId("shards-count").textContent = shards.length
			? `${shards.filter((shard) => shard.status === "CONNECTED").length} of ${shards.length} connected` : "none yet";
		byId("shards-actions").hidden = !last.mode.actions || !shards.length;
		if (many !== shards.length > LINES) {
			many = !many;
			const card = byId("shards-card");
			card.classList.toggle("many", many);
			byId("rates-card")[many ? "before" : "after"](card);
			byId("tiles").hidden = !many;
			forget(shardViews);
		}
		if (many) {
			drawTiles(shards);
		}
		const shown = many ? shards.filter((shard) => shard.id === selected) : shards;
		keepOnly(shardViews, shown);
		for (const shard of shown) {
			let view = shardViews.get(shard.id);
			if (!view) {
				view = shardView(shard, !many);
				shardViews.set(shard.id, view);
				byId("shards").append(view.item);
			}
			drawShard(view, shard);
		}
	}

	function drawShard(view, shard) {
		view.name.textContent = `Shard ${shard.id}`;
		view.status.textContent = name(shard.status);
		view.status.dataset.state = state(shard);
		view.right.textContent = latencyOf(shard);
		view.left.textContent = `${whole.format(shard.events)} events, sequence ${whole.format(shard.sequence)}`;
		view.note.textContent = shard.note;
		view.hand.textContent = `${whole.format(shard.inHand)} in hand${shard.paused ? ", does not read" : ""}`;
		if (!view.line.isConnected) {
			return;
		}
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

	function drawTiles(shards) {
		keepOnly(tiles, shards);
		for (const shard of shards) {
			let tile = tiles.get(shard.id);
			if (!tile) {
				tile = { item: element("li"), button: element("button", "tile") };
				tile.button.type = "button";
				tile.button.addEventListener("click", () => {
					selected = selected === shard.id ? null : shard.id;
					draw(last);
				});
				tile.item.append(tile.button);
				tiles.set(shard.id, tile);
				byId("tiles").append(tile.item);
			}
			const text = `Shard ${shard.id}: ${name(shard.status)}, ${latencyOf(shard)}`;
			// What has not changed is not said again.
			if (tile.button.title !== text) {
				tile.button.textContent = shard.id;
				tile.button.title = text;
				tile.button.setAttribute("aria-label", text);
			}
			tile.button.dataset.state = state(shard);
			tile.button.setAttribute("aria-pressed", String(selected === shard.id));
		}
	}

	function keepOnly(views, shards) {
		const ids = new Set(shards.map((shard) => shard.id));
		for (const [id, view] of views) {
			if (!ids.has(id)) {
				view.plot?.destroy();
				view.item.remove();
				views.delete(id);
			}
		}
	}

	const forget = (views) => keepOnly(views, []);

	// ---- what happened

	const SPAN = 30 * 60;
	const KINDS = { CONNECTED: "good", RESUMED: "good", DISCONNECTED: "wait", SESSION_LOST: "bad", FAILED: "bad" };

	function drawChanges(snapshot) {
		const now = new Date(snapshot.time);
		byId("changes-none").hidden = snapshot.changes.length > 0;
		const recent = snapshot.changes.filter((change) => (now - new Date(change.time)) / 1000 < SPAN);
		const count = (kind) => recent.filter((change) => change.kind === kind).length;
		const line = byId("timeline");
		line.setAttribute("aria-label", `Last half hour: ${count("DISCONNECTED")} lost connections, ${count("RESUMED")} resumed, `
			+ `${count("CONNECTED")} new sessions, ${count("SESSION_LOST")} lost sessions, ${count("FAILED")} stopped for good`);
		line.replaceChildren(...recent.map((change) => {
			const dot = element("span", "dot");
			dot.dataset.kind = change.kind;
			dot.style.left = `${100 - 100 * (now - new Date(change.time)) / 1000 / SPAN}%`;
			return dot;
		}));
		byId("changes").replaceChildren(...snapshot.changes.slice(0, 40).map((change) => {
			const item = element("li");
			const time = element("time", "", clock.format(new Date(change.time)));
			time.dateTime = change.time;
			const text = element("span", "text", change.text);
			text.title = change.text;
			const tag = element("span", "tag", `shard ${change.shard}`);
			tag.dataset.state = KINDS[change.kind];
			item.append(tag, text, time);
			return item;
		}));
	}

	// ---- queues and limits

	function drawLimits(snapshot) {
		const limits = snapshot.limits;
		const sum = (what) => snapshot.shards.reduce((total, shard) => total + what(shard), 0);
		byId("limit-hand").textContent = `${whole.format(sum((shard) => shard.inHand))} (${bytes(sum((shard) => shard.bytesInHand))})`;
		byId("limit-paused").textContent = whole.format(sum((shard) => (shard.paused ? 1 : 0)));
		byId("limit-starts").textContent = limits.startsRemaining === null ? "not known"
			: `${whole.format(limits.startsRemaining)} of ${whole.format(limits.startsLimit)}`
				+ (limits.startsResetSeconds ? `, anew in ${duration(limits.startsResetSeconds)}` : "");
		byId("limit-calls").textContent = `${whole.format(limits.calls)}, ${whole.format(limits.refused)} refused`;
		byId("limit-waits").textContent = `${whole.format(limits.waits)} (${tenth.format(limits.waitedSeconds)} s)`;
		byId("limit-invalid").textContent = `${whole.format(limits.invalidRequests)} of 10,000`;
		byId("faults").hidden = !snapshot.mode.local;
	}

	// ---- what can be done

	const ACTIONS = {
		RESUME: { label: "Resume", local: "reconnect", text: "The connection ends, and another one resumes the session. No event is lost." },
		RECONNECT: { label: "New session", local: "invalidate", text: "The session ends, and a new one begins. That is one of the day's session starts, and what happens in between is lost." },
		PAUSE_READING: { label: "Stop reading", text: "Nothing more is read from the socket until reading is resumed. Heartbeats go on." },
		RESUME_READING: { label: "Go on reading", text: "What has waited in the socket comes now." },
	};
	const FAULTS = {
		drop: "All connections are reset. The sessions can be resumed.",
		reconnect: "Each connection is asked to reconnect, as Discord does when it moves a shard.",
		invalidate: "All sessions end, as after an outage. Each shard begins a new one.",
		stall: "Nothing is read and nothing is sent on the connections that are open, until they are healed.",
		outage: "Each new connection is reset, until the gateway is healed.",
		heal: "All that goes wrong ends.",
	};

	function post(path, body) {
		const headers = { "Content-Type": "application/json" };
		// Where Spring Security wants it: CookieCsrfTokenRepository.
		const csrf = document.cookie.split("; ").find((cookie) => cookie.startsWith("XSRF-TOKEN="));
		if (csrf) {
			headers["X-XSRF-TOKEN"] = decodeURIComponent(csrf.slice("XSRF-TOKEN=".length));
		}
		return fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
	}

	async function confirmed(title, text, path, body) {
		const dialog = byId("confirm");
		byId("confirm-title").textContent = title;
		byId("confirm-text").textContent = text;
		dialog.returnValue = "";
		dialog.showModal();
		await new Promise((closed) => dialog.addEventListener("close", closed, { once: true }));
		if (dialog.returnValue !== "yes") {
			return;
		}
		try {
			const answer = await post(path, body);
			said(answer.ok ? `${title}: done` : `${title}: refused (HTTP ${answer.status})`);
		}
		catch {
			said(`${title}: the bot does not answer`);
		}
	}

	function said(text) {
		byId("said").textContent = text;
	}

	function act(action, id) {
		const { label, text, local } = ACTIONS[action];
		const all = id === undefined;
		const path = last.mode.actions === "endpoint" ? `actuator/discordgateway${all ? "" : `/${id}`}`
			: `local/${local}${all ? "" : `?shard=${id}`}`;
		confirmed(all ? `${label}: all shards` : `${label}: shard ${id}`, text, path, { action });
	}

	byId("confirm-no").addEventListener("click", () => byId("confirm").close());
	byId("confirm-yes").addEventListener("click", () => byId("confirm").close("yes"));
	for (const button of document.querySelectorAll("#shards-actions button")) {
		button.addEventListener("click", () => act(button.dataset.action));
	}
	for (const button of document.querySelectorAll("[data-fault]")) {
		button.addEventListener("click", () =>
			confirmed(button.textContent, FAULTS[button.dataset.fault], `local/${button.dataset.fault}`, {}));
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
		drawChanges(snapshot);
		drawLimits(snapshot);
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

	// A page that the browser keeps for "back" would keep its stream, of the six that it has for a host.
	addEventListener("pagehide", () => source?.close());
	addEventListener("pageshow", (event) => {
		if (event.persisted && !paused) {
			open();
		}
	});

	open();
})();
