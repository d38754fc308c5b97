// What each ErrorCode means, whether anything was done, and what to do. The generator fails when this and packages/core/src/errors.ts disagree.

const NOT_SENT = ['not-sent'];
const REJECTED = ['rejected'];
const ANY = ['not-sent', 'rejected', 'unknown'];

export const ERROR_CODES = {
  config_invalid: {
    outcomes: NOT_SENT,
    meaning: { zh: '配置或参数不对，所有问题一次列出。', en: 'Options or settings are wrong; every problem is listed at once.' },
    action: { zh: '按 `problems` 里的路径逐条修改。', en: 'Mend them by the paths in `problems`.' },
  },
  credential_level: {
    outcomes: NOT_SENT,
    meaning: {
      zh: '该调用需要另一级别的授权：企业级或租户级（`TN_` 开头）。',
      en: 'The call needs a triple of the other level: enterprise, or tenant (`TN_…`).',
    },
    action: { zh: '补上缺少的一级；不要用一级代替另一级。', en: 'Add the level that is missing; never put one in the place of the other.' },
  },
  credentials_unavailable: {
    outcomes: NOT_SENT,
    meaning: {
      zh: '读不到授权：文件、环境变量、回调或目录没有给出三要素。',
      en: 'The triple could not be read: a file, variable, callback or directory did not give it.',
    },
    action: {
      zh: '检查来源是否存在、权限是否为 0600、回调是否报错。',
      en: 'Check that the source exists, that its mode is 0600 and that the callback does not fail.',
    },
  },
  credentials_rejected: {
    outcomes: ['not-sent', 'rejected'],
    meaning: { zh: '对方拒绝登录：三要素、账号或环境不对。', en: 'The other side refused the login: triple, account or environment do not fit.' },
    action: {
      zh: '看 `diagnosis`；核对 URL 与密钥同属测试或正式，重新复制三要素。',
      en: 'See `diagnosis`; make sure that URL and triple belong to the same environment and copy the triple again.',
    },
  },
  token_rejected: {
    outcomes: ['not-sent', 'rejected'],
    meaning: { zh: '令牌在用过一次新登录后仍被拒绝。', en: 'The token was still refused after a fresh login.' },
    action: {
      zh: '检查是否有别的程序用同一授权登录；多进程请共用令牌存储。写操作结果不明时先查询。',
      en: 'Look for another program that logs in with the same triple; processes should share a token store. Query a write whose outcome is unknown.',
    },
  },
  timeout: {
    outcomes: ['not-sent', 'unknown'],
    meaning: { zh: '在期限内没有完成；`reason` 说明到了哪一步。', en: 'Not done before the deadline; `reason` says how far the call came.' },
    action: {
      zh: '`outcome` 为 `not-sent` 可重试；为 `unknown` 的写操作先按流水号查询。',
      en: 'With `not-sent` try again; a write that is `unknown` is queried by its serial number first.',
    },
  },
  aborted: {
    outcomes: ['not-sent', 'unknown'],
    meaning: { zh: '调用方通过 `signal` 取消。', en: 'Cancelled by the caller’s `signal`.' },
    action: { zh: '已发出的写操作仍需查询。', en: 'A write that had left still has to be queried.' },
  },
  connection: {
    outcomes: ['not-sent', 'unknown'],
    meaning: {
      zh: '网络不通或中断；`reason` 如 `dns`、`refused`、`reset`、`tls`。',
      en: 'The network failed; `reason` is e.g. `dns`, `refused`, `reset`, `tls`.',
    },
    action: {
      zh: '在运行程序的服务器上用 `piaozone doctor` 检查；白名单、DNS、证书。',
      en: 'Run `piaozone doctor` on the server that does the work: allow-list, DNS, certificates.',
    },
  },
  proxy: {
    outcomes: ['not-sent', 'unknown'],
    meaning: {
      zh: '代理失败；`reason` 如 `unreachable`、`authentication`、`refused`。',
      en: 'The proxy failed; `reason` is e.g. `unreachable`, `authentication`, `refused`.',
    },
    action: { zh: '核对 ip:端口和账号；没有代理则不配。', en: 'Check ip:port and account; configure none if there is none.' },
  },
  response_invalid: {
    outcomes: ANY,
    meaning: { zh: '应答不是约定的格式，例如返回了网页。', en: 'The answer is not in the agreed form, e.g. a web page came.' },
    action: { zh: '检查地址前缀和中间的网关；写操作先查询。', en: 'Check the address prefix and gateways on the way; query writes.' },
  },
  response_too_large: {
    outcomes: ['unknown'],
    meaning: { zh: '应答超过 `maxResponseBytes`。', en: 'The answer is larger than `maxResponseBytes`.' },
    action: { zh: '减小分页，或确有需要时调大上限。', en: 'Use smaller pages, or raise the cap where that is meant.' },
  },
  rate_limited: {
    outcomes: ['not-sent', 'unknown'],
    meaning: { zh: '超过频率限制，或在期限内排不上队。', en: 'Too many calls, or no turn before the deadline.' },
    action: { zh: '等待后重试；为该操作设置 `limits.callsPerMinute`。', en: 'Wait and try again; set `limits.callsPerMinute` for the operation.' },
  },
  server: {
    outcomes: ['rejected', 'unknown'],
    meaning: { zh: '对方服务出错（5xx 等）。', en: 'The other side failed (5xx and the like).' },
    action: {
      zh: '读操作已自动重试；写操作先查询，并附上 `requestId`、`traceId` 联系支持。',
      en: 'Reads were repeated already; query writes, and give support `requestId` and `traceId`.',
    },
  },
  request_invalid: {
    outcomes: ['not-sent', 'rejected'],
    meaning: { zh: '请求数据不符合规则，发送前即被拒绝。', en: 'The data break a rule and were refused before sending.' },
    action: { zh: '按 `problems` 指出的行和差额修改单据。', en: 'Mend the bill at the lines and differences in `problems`.' },
  },
  business_rejected: {
    outcomes: ['rejected', 'unknown'],
    meaning: { zh: '云端以已知的原因明确拒绝，未开出发票。', en: 'The cloud refused for a known reason; nothing was issued.' },
    action: { zh: '看 `diagnosis` 和 `upstreamMessage`，修改后可再次提交。', en: 'See `diagnosis` and `upstreamMessage`; mend and submit again.' },
  },
  business_unrecognised: {
    outcomes: ['unknown'],
    meaning: { zh: '云端的文字无人认识，是否已办理不得而知。', en: 'The cloud answered in words nobody knows; whether it was done is open.' },
    action: {
      zh: '先按流水号查询，绝不更换流水号重发；把原文告诉我们。',
      en: 'Query by the serial number, never send under a new one; tell us the text.',
    },
  },
  person_action_required: {
    outcomes: ['rejected', 'unknown'],
    meaning: { zh: '需要人员登录电子税局或扫脸认证。', en: 'A person has to log in at the tax bureau or scan a face.' },
    action: {
      zh: '把 `actionUrl` 只交给该人员；完成后用同一流水号继续。',
      en: 'Give `actionUrl` to that person only; afterwards go on with the same serial number.',
    },
  },
  capability_missing: {
    outcomes: NOT_SENT,
    meaning: {
      zh: '所选的开票通道或适配器不提供该功能，或缺少所需设置。',
      en: 'The route or adapter does not offer this, or lacks a setting for it.',
    },
    action: { zh: '换通道，或补上提示中的设置。', en: 'Use another route, or give the setting the hint names.' },
  },
  erp_rejected: {
    outcomes: ['rejected', 'unknown'],
    meaning: { zh: 'ERP 拒绝了调用，例如应用未授权该 API。', en: 'The ERP refused the call, e.g. the app has no right to the API.' },
    action: { zh: '按 `diagnosis` 在 ERP 中修改；写回可以安全重试。', en: 'Change it in the ERP as `diagnosis` says; a write-back may be repeated.' },
  },
  erp_session_expired: {
    outcomes: ['rejected', 'unknown'],
    meaning: { zh: 'ERP 会话失效，重新登录后仍无效。', en: 'The ERP’s session is dead, also after a fresh login.' },
    action: {
      zh: '检查是否有别的登录顶掉了会话；EAS 请开启安全模式。',
      en: 'Look for another login that ends the session; in EAS switch on the safe mode.',
    },
  },
  adapter_contract_violation: {
    outcomes: ANY,
    meaning: {
      zh: '适配器违反契约，例如分页重复或把数字变成浮点数。',
      en: 'The adapter breaks its contract, e.g. a page comes twice or a number was made from text.',
    },
    action: { zh: '修正适配器；用合格性测试套件定位。', en: 'Mend the adapter; the conformance suite finds the place.' },
  },
  operation_conflict: {
    outcomes: ['not-sent', 'unknown'],
    meaning: {
      zh: '同一流水号已有另一份内容，或另一进程正在处理。',
      en: 'The serial number already stands for other content, or another process is at it.',
    },
    action: { zh: '不要改流水号；先弄清哪份内容已经发出。', en: 'Do not change the serial number; find out which content was sent.' },
  },
  store_failed: {
    outcomes: ['not-sent', 'unknown'],
    meaning: { zh: '存储写不进去或读不出来，因此没有继续。', en: 'The store could not be read or written, so nothing went on.' },
    action: { zh: '检查磁盘、权限和锁；不要换一个空库继续。', en: 'Check disk, rights and locks; do not go on with an empty store.' },
  },
  entitlement_denied: {
    outcomes: NOT_SENT,
    meaning: { zh: '该税号没有所需产品、已到期或已用完。', en: 'The tax number lacks the product, or it has ended or is used up.' },
    action: { zh: '到发票云分配产品或做许可授权，然后刷新。', en: 'Allocate the product or licence in the invoice cloud, then refresh.' },
  },
  circuit_open: {
    outcomes: NOT_SENT,
    meaning: { zh: '连续失败后暂停调用，等待探测。', en: 'Calls are held after repeated failures until a probe succeeds.' },
    action: { zh: '稍候自动恢复；先处理之前的错误。', en: 'It mends itself; look at the errors before it.' },
  },
  callback_invalid: {
    outcomes: REJECTED,
    meaning: { zh: '收到的回调无法解码或来源不对。', en: 'A callback cannot be decoded or comes from a wrong place.' },
    action: {
      zh: '核对路径令牌、来源地址和报文格式；漏掉的由下次查询补上。',
      en: 'Check path token, sender and form; the next query finds what was missed.',
    },
  },
  closed: {
    outcomes: ['not-sent', 'unknown'],
    meaning: { zh: '客户端已经关闭。', en: 'The client is closed.' },
    action: { zh: '在所有调用结束之后再 `close()`。', en: 'Call `close()` after all calls have ended.' },
  },
};
