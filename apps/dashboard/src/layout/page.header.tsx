import { Anchor, Text, Title } from '@mantine/core';
import { ArrowLeftIcon } from '@radix-ui/react-icons';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { useLayoutTexts } from './use.layout.texts.js';
import classes from './page.module.css';
import { useTitle } from './use.title.js';

interface PageHeaderProps {
  readonly title: string;
  /** Beside the heading: a badge, an identifier. */
  readonly aside?: ReactNode;
  readonly subtitle?: ReactNode;
  /** The list that this page is a part of. */
  readonly back?: { readonly to: string; readonly label?: string };
  readonly actions?: ReactNode;
}

/** The address of the page that was headed last: the first page of a visit takes no focus, every later one does. */
let headed: string | null = null;

/** A page's heading and title. Who goes from page to page with a keyboard or a screen reader is put at it. */
export function PageHeader({ title, aside, subtitle, back, actions }: PageHeaderProps): ReactNode {
  const texts = useLayoutTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useTitle(title);
  useEffect(() => {
    if (headed !== null && headed !== pathname) heading.current?.focus({ preventScroll: true });
    headed = pathname;
  }, [pathname]);
  return (
    <header className={classes['header']}>
      <div className={classes['headings']}>
        {back !== undefined && (
          <Anchor component={Link} to={back.to} size="sm" className={classes['back']}>
            <ArrowLeftIcon aria-hidden="true" />
            {back.label ?? texts.back}
          </Anchor>
        )}
        <div className={classes['line']}>
          <Title order={1} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {aside}
        </div>
        {subtitle !== undefined && (
          <Text c="dimmed" size="sm" component="div">
            {subtitle}
          </Text>
        )}
      </div>
      {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
    </header>
  );
}
