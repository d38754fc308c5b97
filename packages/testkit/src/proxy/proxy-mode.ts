/**
 * How the proxy treats what comes. `403`, `407` and `502` refuse with an empty body, `html-error` with 403 and a page; `html-page` answers everything
 * with 200 and a page, as a login portal does. `refuse` listens on no port at all; `hang` reads and never answers; `close-on-connect` closes instead
 * of answering, `half-open` closes its own half only. The `…-200` modes open tunnels that lead nowhere: `garbage-after-200` answers the first bytes
 * with noise, `garbage-with-200` puts noise right behind its 200, `silence-after-200` says nothing more. For http by absolute URI these close.
 */
export type ProxyMode =
  | 'allow'
  | '403'
  | '407'
  | '502'
  | 'html-error'
  | 'html-page'
  | 'refuse'
  | 'hang'
  | 'close-on-connect'
  | 'half-open'
  | 'garbage-after-200'
  | 'garbage-with-200'
  | 'silence-after-200';
