/** Injects the AppConfig. In a file of its own, so that whoever needs only the token loads no validation. */
export const APP_CONFIG = Symbol('AppConfig');
