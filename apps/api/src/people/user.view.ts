import { ApiProperty } from '@nestjs/swagger';
import { USER_ROLES } from '../auth/principal.js';
import type { UserAccount } from './user.account.js';

/** What is shown of users: these fields and no others. */
export class UserView {
  @ApiProperty({ example: 'usr_01kb3v7m9q0123456789abcdef' }) id: string;
  @ApiProperty({ format: 'email' }) email: string;
  @ApiProperty({ enum: USER_ROLES }) role: string;
  @ApiProperty({ format: 'date-time' }) created_at: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) disabled_at: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_login_at: string | null;
}

export class UserAnswer {
  @ApiProperty({ type: UserView }) data: UserView;
}

export class UserListAnswer {
  @ApiProperty({ type: [UserView] }) data: UserView[];
  @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;
}

export class MeView {
  @ApiProperty() id: string;
  @ApiProperty({ format: 'email' }) email: string;
  @ApiProperty({ enum: USER_ROLES }) role: string;
  @ApiProperty({ format: 'date-time' }) created_at: string;
}

export class MeAnswer {
  @ApiProperty({ type: MeView }) data: MeView;
}

export function userView(user: UserAccount): UserView {
  return {
    ...meView(user),
    disabled_at: user.disabledAt?.toISOString() ?? null,
    last_login_at: user.lastLoginAt?.toISOString() ?? null,
  };
}

export function meView({ id, email, role, createdAt }: UserAccount): MeView {
  return { id, email, role, created_at: createdAt.toISOString() };
}
