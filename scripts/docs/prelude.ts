// Names that short blocks of the pages use without declaring them; read as text by check-code.mjs. A block that declares one itself hides it.
import type { EasServices, EasSettings } from '@piaozone/adapter-eas';
import type { CallbackIncident, CallbackProfile, Integration, IssuingRouteFactory, OperationStore, PathToken, Piaozone } from '@piaozone/core';
import type { ErpAdapter, XmlNode } from '@piaozone/core/adapter';
import type { ArchiveProvider } from '@piaozone/standard/archive';

declare global {
  const piaozone: Piaozone;
  const integration: Integration;
  const erp: ErpAdapter;
  const issuing: IssuingRouteFactory;
  const store: OperationStore;
  const profile: CallbackProfile;
  const pathToken: PathToken;
  const tellAPerson: (incident: CallbackIncident) => void;
  const provider: ArchiveProvider;
  const facade: EasSettings['facade'];
  const settings: EasSettings;
  const servicesUrl: string;
  const userName: string;
  const password: string;
  const dcName: string;
  const namespace: string;
  const xml: XmlNode;
  const rows: Parameters<EasServices['gl']['importVoucher']>[0]['col'];
  const clientId: string;
  const clientSecret: string;
  const encryptKey: string;
  const privateCaPem: string;
  const cert: string;
  const key: string;
  const text: string;
  const message: string;
  const rawAnswer: string;
  const error: unknown;
}
