import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import type { TokenPair } from './session.service.js';

export class LoginRequest {
  @ApiProperty({ example: 'admin@example.com' })
  @IsString()
  @MaxLength(254)
  email: string;

  @ApiProperty({ format: 'password' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(1_024)
  password: string;
}

export class RefreshRequest {
  @ApiProperty()
  @IsString()
  @MaxLength(256)
  refresh_token: string;
}

export class LogoutRequest {
  @ApiPropertyOptional({ description: 'Without it, the session of the access token is ended.' })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  refresh_token?: string;
}

export class TokenResponse {
  @ApiProperty()
  readonly access_token: string;

  @ApiProperty({ description: 'Good for one refresh.' })
  readonly refresh_token: string;

  @ApiProperty({ description: 'Seconds that the access token is good for.', example: 600 })
  readonly expires_in: number;

  constructor(pair: TokenPair) {
    this.access_token = pair.accessToken;
    this.refresh_token = pair.refreshToken;
    this.expires_in = pair.expiresInSeconds;
  }
}

export class LogoutResponse {
  @ApiProperty({ type: String, example: 'logged_out' })
  readonly status = 'logged_out';
}
