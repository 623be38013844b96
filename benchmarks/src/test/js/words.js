// What both bots say and register.
export const THUMB = '👍';

export const COMMANDS = [
  { name: 'defer', description: 'Answers later' },
  { name: 'ask', description: 'Asks back' },
  { name: 'form', description: 'Shows a form' },
  {
    name: 'suggest',
    description: 'Knows words',
    options: [{ type: 3, name: 'word', description: 'A word', required: true, autocomplete: true }],
  },
];

export const PING = { name: 'ping', description: 'Answers' };
