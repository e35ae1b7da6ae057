import { AUDIT_ACTIONS } from '../audit/audit.actions.js';
import { FilterText, FilterTime, FilterWord, PageQuery } from '../common/page.query.js';

export class AuditListQuery extends PageQuery {
  @FilterWord(AUDIT_ACTIONS)
  action?: string;

  @FilterText('Who: `user:<id>`, `key:<id>`, `anonymous`, `system`, `command`')
  actor?: string;

  @FilterText('What it was done to')
  object_id?: string;

  @FilterTime('From when on')
  since?: string;

  @FilterTime('Before when')
  until?: string;
}
