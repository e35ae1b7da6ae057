export const es = {
  title: 'Inicio',
};

export type Texts = typeof es;
