import { REST } from '@discordjs/rest';
import { CompressionMethod, WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { COMMANDS, PING, THUMB } from './words.js';

const ALL_INTENTS = 53608447;

// It has no cache and no types: what it is told it hands on, and what to call is written here.
export async function start({ api, token, shards, wire, report, failed }) {
  const rest = new REST({ api, version: '10' }).setToken(token);
  const manager = new WebSocketManager({
    token,
    rest,
    intents: ALL_INTENTS,
    shardCount: shards,
    compression: wire === 'ZLIB' ? CompressionMethod.ZlibNative : null,
    useIdentifyCompression: wire === 'PAYLOAD',
  });
  const guilds = new Map();
  let missing = shards;
  let self;
  let members = 0;

  const write = (message, body, files) => rest.post(`/channels/${message.channel_id}/messages`, { body, files });

  const does = {
    '!send': (message) => write(message, { content: 'sent' }),
    '!reply': (message) => write(message, { content: 'replied', message_reference: { message_id: message.id } }),
    '!file': (message) => write(message, {}, [{ name: 'hello.txt', data: Buffer.from('hello') }]),
    '!edit': async (message) => {
      const { id } = await write(message, { content: 'before' });
      await rest.patch(`/channels/${message.channel_id}/messages/${id}`, { body: { content: 'after' } });
    },
    '!delete': async (message) => {
      const { id } = await write(message, { content: 'doomed' });
      await rest.delete(`/channels/${message.channel_id}/messages/${id}`);
    },
    '!react': (message) =>
      rest.put(
        `/channels/${message.channel_id}/messages/${message.id}/reactions/${encodeURIComponent(THUMB)}/@me`,
      ),
    '!command': (message) => rest.post(`/applications/${self}/guilds/${message.guild_id}/commands`, { body: PING }),
    '!commands': () => rest.put(`/applications/${self}/commands`, { body: COMMANDS }),
    '!members': () =>
      manager.send(0, {
        op: 8,
        d: { guild_id: [...guilds.values()].find((guild) => guild.name === 'Large').id, query: '', limit: 0 },
      }),
    '!voice': ({ guild_id }) =>
      manager.send(0, {
        op: 4,
        d: {
          guild_id,
          channel_id: guilds.get(guild_id).channels.find((channel) => channel.name === 'Lounge').id,
          self_mute: false,
          self_deaf: false,
        },
      }),
    '!presence': () =>
      manager.send(0, {
        op: 3,
        d: { since: null, afk: false, status: 'idle', activities: [{ name: 'chess', type: 0 }] },
      }),
  };

  const respond = (interaction, type, data) =>
    rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, { body: { type, data }, auth: false });

  const answers = {
    ping: (interaction) => respond(interaction, 4, { content: 'pong' }),
    defer: async (interaction) => {
      const webhook = `/webhooks/${self}/${interaction.token}`;
      await respond(interaction, 5);
      await rest.patch(`${webhook}/messages/@original`, { body: { content: 'done' }, auth: false });
      await rest.post(webhook, { body: { content: 'and more' }, auth: false });
    },
    ask: (interaction) =>
      respond(interaction, 4, {
        content: 'Well?',
        components: [{ type: 1, components: [{ type: 2, style: 1, custom_id: 'yes', label: 'Yes' }] }],
      }),
    form: (interaction) =>
      respond(interaction, 9, {
        custom_id: 'why',
        title: 'Why?',
        components: [{ type: 18, label: 'Reason', component: { type: 4, custom_id: 'reason', style: 1 } }],
      }),
  };

  const answer = (interaction) => {
    switch (interaction.type) {
      case 2:
        return answers[interaction.data.name](interaction);
      case 3:
        return respond(interaction, 4, { content: 'clicked' });
      case 4:
        return respond(interaction, 8, { choices: [{ name: 'alpha', value: 'alpha' }] });
      case 5:
        return respond(interaction, 4, { content: interaction.data.components[0].component.value });
    }
  };

  const takes = {
    READY: ({ user }) => {
      self = user.id;
      if (--missing === 0) {
        report('ready');
      }
    },
    GUILD_CREATE: (guild) => guilds.set(guild.id, guild),
    MESSAGE_CREATE: async (message, shardId) => {
      if (message.author.bot) {
        return;
      }
      report(`message ${message.author.username}: ${message.content}${shards > 1 ? ` shard ${shardId}` : ''}`);
      await does[message.content]?.(message);
    },
    MESSAGE_REACTION_ADD: ({ emoji, member }) => report(`reaction ${emoji.name} by ${member.user.username}`),
    GUILD_MEMBERS_CHUNK: (chunk) => {
      members += chunk.members.length;
      if (chunk.chunk_index === chunk.chunk_count - 1) {
        report(`members ${members}`);
      }
    },
    VOICE_STATE_UPDATE: ({ guild_id, channel_id }) =>
      report(`voice ${guilds.get(guild_id).channels.find((channel) => channel.id === channel_id)?.name}`),
    INTERACTION_CREATE: answer,
  };

  manager.on(WebSocketShardEvents.Error, failed);
  manager.on(WebSocketShardEvents.Dispatch, ({ t, d }, shardId) =>
    Promise.resolve(takes[t]?.(d, shardId)).catch(failed),
  );
  await manager.connect();
}
