import { IsEmail, Matches, MaxLength, MinLength } from 'class-validator';
import type { AuthConfig } from './app-config.js';
import { text } from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';
import { Variable } from './environment.variable.js';

const SECRET_LENGTH = 32;
const PASSWORD_ADVISED_LENGTH = 15;
const FEWEST_DISTINCT_CHARACTERS = 8;

/** Who may come in: token secrets, the first admin and the first keys. */
export class AuthEnvironment {
  @Variable({
    parse: text,
    description: 'Firma los tokens de acceso: 32 caracteres o más, al azar (openssl rand -hex 32).',
    required: true,
  })
  @MinLength(SECRET_LENGTH, { message: `debe tener ${SECRET_LENGTH} caracteres o más` })
  JWT_ACCESS_SECRET: string;

  @Variable({
    parse: text,
    description: 'Protege los tokens de refresco: 32 caracteres o más, distinto del anterior.',
    required: true,
  })
  @MinLength(SECRET_LENGTH, { message: `debe tener ${SECRET_LENGTH} caracteres o más` })
  JWT_REFRESH_SECRET: string;

  @Variable({ parse: text, description: 'Correo del primer administrador, que se crea si no hay ninguno.' })
  @IsEmail({}, { message: 'debe ser un correo electrónico' })
  @MaxLength(254, { message: 'es demasiado largo' })
  ADMIN_EMAIL?: string;

  @Variable({ parse: text, description: 'Contraseña del primer administrador: 8 caracteres o más (mejor 15).' })
  @MinLength(8, { message: 'debe tener 8 caracteres o más' })
  @MaxLength(256, { message: 'debe tener 256 caracteres o menos' })
  ADMIN_PASSWORD?: string;

  @Variable({
    parse: text,
    description: 'Primera clave pública de la tienda: pk_ y 16 o más letras, dígitos o _.',
  })
  @Matches(/^pk_[A-Za-z0-9_]{16,125}$/, { message: 'debe ser pk_ seguido de 16 o más letras, dígitos o _' })
  STORE_PUBLISHABLE_KEY?: string;

  @Variable({
    parse: text,
    description: 'Primera clave secreta, para llamadas de servidor a servidor: sk_ y 16 o más letras, dígitos o _.',
  })
  @Matches(/^sk_[A-Za-z0-9_]{16,125}$/, { message: 'debe ser sk_ seguido de 16 o más letras, dígitos o _' })
  API_SECRET_KEY?: string;
}

/** What single variables cannot say of themselves. */
export function checkAuth(values: Partial<AuthEnvironment>, report: EnvironmentReport): void {
  if (report.isSet('ADMIN_EMAIL')) report.require('ADMIN_PASSWORD');
  if (report.isSet('ADMIN_PASSWORD')) report.require('ADMIN_EMAIL');
  const { JWT_ACCESS_SECRET: access, JWT_REFRESH_SECRET: refresh, ADMIN_PASSWORD: password } = values;
  if (access !== undefined && access === refresh) {
    report.invalid('JWT_REFRESH_SECRET', 'debe ser distinto de JWT_ACCESS_SECRET');
  }
  for (const [name, secret] of Object.entries({ JWT_ACCESS_SECRET: access, JWT_REFRESH_SECRET: refresh })) {
    if (secret !== undefined && new Set(secret).size < FEWEST_DISTINCT_CHARACTERS) {
      report.warn(`${name} repite muy pocos caracteres: use uno generado al azar.`);
    }
  }
  if (password !== undefined && password.length < PASSWORD_ADVISED_LENGTH) {
    report.warn(`ADMIN_PASSWORD tiene menos de ${PASSWORD_ADVISED_LENGTH} caracteres.`);
  }
}

export function toAuthConfig(values: AuthEnvironment): AuthConfig {
  return {
    accessSecret: values.JWT_ACCESS_SECRET,
    refreshSecret: values.JWT_REFRESH_SECRET,
    adminEmail: values.ADMIN_EMAIL?.toLowerCase() ?? null,
    adminPassword: values.ADMIN_PASSWORD ?? null,
    publishableKey: values.STORE_PUBLISHABLE_KEY ?? null,
    secretKey: values.API_SECRET_KEY ?? null,
  };
}
