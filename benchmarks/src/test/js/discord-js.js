import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  Events,
  GatewayIntentBits,
  LabelBuilder,
  ModalBuilder,
  Partials,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { COMMANDS, PING, THUMB } from './words.js';

export async function start({ api, token, shards, report, failed }) {
  const client = new Client({
    intents: Object.values(GatewayIntentBits).filter((bit) => typeof bit === 'number'),
    partials: [Partials.Message, Partials.Reaction],
    rest: { api, version: '10' },
    shards: Array.from({ length: shards }, (_, id) => id),
    shardCount: shards,
  });

  const does = {
    '!guilds': () =>
      client.guilds.cache.forEach((guild) =>
        report(`guild ${guild.name} members=${guild.memberCount} channels=${guild.channels.cache.size}`),
      ),
    '!send': (message) => message.channel.send('sent'),
    '!reply': (message) => message.reply('replied'),
    '!file': (message) => message.channel.send({ files: [{ attachment: Buffer.from('hello'), name: 'hello.txt' }] }),
    '!edit': async (message) => (await message.channel.send('before')).edit('after'),
    '!delete': async (message) => (await message.channel.send('doomed')).delete(),
    '!react': (message) => message.react(THUMB),
    '!command': (message) => message.guild.commands.create(PING),
    '!commands': () => client.application.commands.set(COMMANDS),
    '!members': async () => {
      const members = await client.guilds.cache.find((guild) => guild.name === 'Large').members.fetch();
      report(`members ${members.size}`);
    },
    '!voice': ({ guild }) => {
      const lounge = guild.channels.cache.find((channel) => channel.name === 'Lounge');
      guild
        .voiceAdapterCreator({ onVoiceServerUpdate() {}, onVoiceStateUpdate() {}, destroy() {} })
        .sendPayload({
          op: 4,
          d: { guild_id: guild.id, channel_id: lounge.id, self_mute: false, self_deaf: false },
        });
    },
    '!presence': () => client.user.setPresence({ status: 'idle', activities: [{ name: 'chess' }] }),
  };

  const answers = {
    ping: (interaction) => interaction.reply('pong'),
    defer: async (interaction) => {
      await interaction.deferReply();
      await interaction.editReply('done');
      await interaction.followUp('and more');
    },
    ask: (interaction) =>
      interaction.reply({
        content: 'Well?',
        components: [
          new ActionRowBuilder().addComponents(
            new ButtonBuilder().setCustomId('yes').setLabel('Yes').setStyle(ButtonStyle.Primary),
          ),
        ],
      }),
    form: (interaction) =>
      interaction.showModal(
        new ModalBuilder()
          .setCustomId('why')
          .setTitle('Why?')
          .addLabelComponents(
            new LabelBuilder()
              .setLabel('Reason')
              .setTextInputComponent(new TextInputBuilder().setCustomId('reason').setStyle(TextInputStyle.Short)),
          ),
      ),
  };

  client.on(Events.Error, failed);
  client.once(Events.ClientReady, () => report('ready'));
  client.on(Events.MessageCreate, async (message) => {
    if (message.author.bot) {
      return;
    }
    const shard = shards > 1 ? ` shard ${message.guild.shardId}` : '';
    report(`message ${message.author.username}: ${message.content}${shard}`);
    await does[message.content]?.(message);
  });
  client.on(Events.MessageReactionAdd, (reaction, user) => report(`reaction ${reaction.emoji.name} by ${user.username}`));
  client.on(Events.VoiceStateUpdate, (before, now) => report(`voice ${now.channel?.name}`));
  client.on(Events.InteractionCreate, async (interaction) => {
    if (interaction.isChatInputCommand()) {
      await answers[interaction.commandName](interaction);
    } else if (interaction.isButton()) {
      await interaction.reply('clicked');
    } else if (interaction.isModalSubmit()) {
      await interaction.reply(interaction.fields.getTextInputValue('reason'));
    } else if (interaction.isAutocomplete()) {
      await interaction.respond([{ name: 'alpha', value: 'alpha' }]);
    }
  });
  await client.login(token);
}
