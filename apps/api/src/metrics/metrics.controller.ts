import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { Access, RemembersKeys } from '../auth/access.js';
import { metricsReport, MetricsReader } from './metrics.report.js';
import { MetricsService } from './metrics.service.js';
import { StateCollector } from './state.collector.js';
import { StateGauges } from './state.gauges.js';

/** The numbers of this process and of the whole installation, for operators and their tools. */
@ApiTags('operators')
@Access('operator')
@RemembersKeys()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: MetricsService,
    private readonly state: StateCollector,
    private readonly gauges: StateGauges,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Metrics as JSON',
    description:
      '`since_start` is what this process counted, `now` what the whole installation is like (at most five seconds ago). ' +
      'While PostgreSQL does not answer, `now` says so and leaves out what is not known; a key that was good within the hour ' +
      'still opens this.',
  })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  async report(): Promise<Record<string, unknown>> {
    const state = await this.collect();
    return metricsReport(new MetricsReader(await this.metrics.registry.getMetricsAsJSON()), state);
  }

  @Get('prometheus')
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @ApiOperation({ summary: 'The same in the text format of Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async prometheus(): Promise<string> {
    await this.collect();
    return this.metrics.registry.metrics();
  }

  private async collect() {
    const state = await this.state.collect();
    this.gauges.set(state);
    return state;
  }
}
