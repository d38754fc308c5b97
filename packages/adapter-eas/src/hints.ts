/** What an implementer can do; each remedy is Kingdee's own (eas-and-imaging §1, §3, §8). */
export const faultHint = {
  address: {
    zh: '核对 EAS 前缀地址：http://IP:端口/ormrpc/services/，前后不能有空格，本机（服务器）要能访问该端口',
    en: 'check the EAS prefix: http://IP:port/ormrpc/services/, no stray blanks, and this machine (the server) must reach the port',
  },
  service: {
    zh: '该地址上没有这个 WebService：核对服务名（facade.service），并确认已在该 EAS 实例发布',
    en: 'there is no such web service at this address: check its name (facade.service) and that it is deployed on this EAS instance',
  },
  serviceName: {
    zh: '只填服务名（地址的最后一段），例如 WSxxxFacade',
    en: 'give the name of the service only (last part of its address), e.g. WSxxxFacade',
  },
  signature: {
    zh: '方法名或参数个数与 EAS 发布的不一致，请对照 WSDL（?wsdl）；方法没有执行',
    en: 'operation name or number of parts differ from what EAS publishes: compare with the WSDL (?wsdl); nothing ran',
  },
  message: {
    zh: 'EAS 读不懂这条消息（多半是该版本的对象没有某个字段，见错误文本），请对照 WSDL（?wsdl）；方法没有执行',
    en: 'EAS could not read the message (most likely its bean has no such field, see the text): compare with the WSDL (?wsdl); nothing ran',
  },
  session: {
    zh: '实例端口：在 eas\\Server\\eas\\server\\profiles\\server*\\config\\webservice.properties 设 isRomoteLocate=false（原拼写）并重启，8.5 起不要用实例 1 的端口；群集端口：需要登录返回的 cookie 与“高可用webservice”方案',
    en: 'instance port: set isRomoteLocate=false (spelled so) in eas\\Server\\eas\\server\\profiles\\server*\\config\\webservice.properties and restart, from 8.5 on do not use the port of instance 1; cluster port: needs the login cookie and the scheme 高可用webservice',
  },
  credentials: {
    zh: '请依次核对：用户名、密码、数据中心编码（dcName）；EASSI名称（slnName）一般为 eas',
    en: 'check in this order: user name, password, data centre code (dcName); EASSI名称 (slnName) is normally eas',
  },
  ltpaToken: {
    zh: '请依次核对：LTPA 令牌是否有效、未过期，用户名，数据中心编码（dcName）；EASSI名称（slnName）一般为 eas；并非每个 EAS 都发布 loginByLtpaToken',
    en: 'check in this order: the LTPA token and its end, user name, data centre code (dcName); EASSI名称 (slnName) is normally eas; not every EAS publishes loginByLtpaToken',
  },
} as const;
