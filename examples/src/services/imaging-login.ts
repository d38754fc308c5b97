import type { Piaozone } from '@piaozone/core';
import { ImagingService } from '@piaozone/standard';

/**
 * 影像: logs a user of the ERP in.
 * @param address builds the page from the token; neither the page nor the name of its parameter is published
 * @param open gives the page to the user's browser only
 */
export async function openImaging(
  piaozone: Piaozone,
  user: { readonly taxNo: string; readonly name: string; readonly phone: string },
  address: (token: string) => string,
  open: (page: string) => void,
): Promise<number | undefined> {
  const imaging = new ImagingService(piaozone);
  const login = { taxNo: user.taxNo, source: 'eas', userName: user.name, phoneNumber: user.phone } as const;
  const { accessToken, remainingMs } = await imaging.loginToken(login, { requestId: piaozone.newRequestId(), warn: () => {} });
  open(address(accessToken.reveal()));
  return remainingMs;
}
