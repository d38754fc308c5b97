import type { PushType } from '../polling/channel.js';
import type { FileFixture } from '../recognition/fixtures.js';
import type { ExpenseMock, ImportOptions } from './expense-mock.js';
import type { CheckStatus, InvoiceFields } from './pool.js';

type Command = <T>(run: (input: T) => unknown) => (body: unknown) => unknown;

/** `POST /__mock/<name>` of the expense half; the fields are those of the library calls. */
export function expenseCommands(mock: ExpenseMock, command: Command): Record<string, (body: unknown) => unknown> {
  return {
    file: command(({ base64, sha256, ...fixture }: FileFixture & { base64?: string; sha256?: string }) => {
      if (base64 !== undefined) mock.addFile(Buffer.from(base64, 'base64'), fixture);
      else mock.addFileHash(sha256 ?? '', fixture);
    }),
    bureauInvoice: command((fields: InvoiceFields) => mock.addToBureau(fields)),
    receivedInvoice: command(({ taxNo, batchNo, fields }: { taxNo: string; batchNo?: string; fields: InvoiceFields }) =>
      mock.addReceived(taxNo, fields, batchNo),
    ),
    poolInvoice: command(({ fields, checkStatus }: { fields: InvoiceFields; checkStatus?: CheckStatus }) => ({
      serialNo: mock.addInvoice(fields, checkStatus),
    })),
    importInvoices: command((options: ImportOptions) => ({ msgId: mock.importInvoices(options) })),
    push: command(({ linkKey, type, data }: { linkKey: string; type: PushType; data: unknown }) => ({ msgId: mock.push(linkKey, type, data) })),
    redeliver: command(({ msgId }: { msgId: string }) => mock.redeliver(msgId)),
    killPollingTokens: command(() => mock.killPollingTokens()),
  };
}
