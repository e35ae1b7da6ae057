export const es = { todo: 'x' };
