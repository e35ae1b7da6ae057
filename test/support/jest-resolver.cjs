// './x.js' in our TypeScript means ./x.ts; the ESM builds of Prisma's runtime have CommonJS twins.
module.exports = (request, options) => {
  if (request.startsWith('.') && request.endsWith('.js') && !options.basedir.includes('node_modules')) {
    try {
      return options.defaultResolver(`${request.slice(0, -3)}.ts`, options);
    } catch {
      // a real .js file
    }
  }
  const name = /^@prisma\/client\/runtime\/.*\.mjs$/.test(request) ? `${request.slice(0, -4)}.js` : request;
  return options.defaultResolver(name, options);
};
