// The bot that all clients are (Client.java says what it does), in JavaScript. The first line of the input says with
// which client and where, and the bot lives until the input ends. It reports one JSON string a line.
import { createInterface } from 'node:readline';

const report = (what) => console.log(JSON.stringify(what));
const failed = (error) => report(`error ${error?.stack ?? error}`);

process.on('unhandledRejection', failed);
process.on('uncaughtException', failed);
console.warn = () => {};

const input = createInterface({ input: process.stdin });
input.on('close', () => process.exit(0));
input.once('line', async (line) => {
  const task = JSON.parse(line);
  const { start } = await import(task.client === 'discord.js' ? './discord-js.js' : './discordjs-ws.js');
  await start({ ...task, api: task.api.replace(/\/v10$/, ''), report, failed });
});
