import { amountText, cents } from '../../common/amounts.js';
import { objectOf } from './bills.js';
import { acceptedAnswer } from './direct.js';
import type { SimLine } from './lines.js';
import { VEHICLE_TYPE } from './order.js';
import { redInvoice } from './red.js';
import { duplicate, refuse } from './refusal.js';
import type { SimInterface } from './state.js';

/** `INVOICE.OPEN.VEHICLE`: the reference holds the code only, so that a function of the test says what `data` means. */
export const openVehicle: SimInterface = ({ state, system }, data) => {
  const read = state.hooks.vehicle?.open ?? refuse('INVOICE.OPEN.VEHICLE: the mock needs sim.vehicle.open'); // mock-defined text
  const { serialNo, taxNo, buyerName, buyerTaxNo = '', totalAmount, totalTaxAmount } = read(objectOf(data));
  if (state.orders.direct(serialNo) !== undefined) throw duplicate(serialNo);
  const [net, tax] = [cents(totalAmount), cents(totalTaxAmount)];
  if (net === undefined || tax === undefined || net <= 0n) return refuse(`totalAmount格式不正确：${totalAmount}`); // mock-defined text
  const line: SimLine = {
    kind: 'goods',
    detailId: '',
    goodsName: '机动车',
    revenueCode: '',
    taxRate: '',
    quantity: '1',
    price: amountText(net),
    net,
    tax,
  };
  const content = {
    invoiceType: VEHICLE_TYPE,
    seller: state.enterprises.seller(taxNo, ''),
    buyer: { name: buyerName, taxNo: buyerTaxNo },
    handedBack: {},
    lines: [line],
  };
  state.orders.start(state.orders.accept({ key: serialNo, channel: 'vehicle', businessSystemCode: system.code, content }));
  return acceptedAnswer(state, serialNo);
};

/** `INVOICE.RED.VEHICLE`: a digital one needs its confirmation applied for first (flagship-and-cosmic §6.1). */
export const redVehicle: SimInterface = ({ state, system }, data) => {
  const read = state.hooks.vehicle?.red ?? refuse('INVOICE.RED.VEHICLE: the mock needs sim.vehicle.red'); // mock-defined text
  const { serialNo, invoiceNum } = read(objectOf(data));
  if (state.orders.direct(serialNo) !== undefined) throw duplicate(serialNo);
  return redInvoice(state, system.code, { serialNo, seller: undefined, invoiceNum, channel: 'vehicle' });
};

/** `QUIERY.VEHICLE.INFO` (sic). */
export const vehicleInfo: SimInterface = ({ state }, data) => {
  const info = state.hooks.vehicle?.info ?? refuse('QUIERY.VEHICLE.INFO: the mock needs sim.vehicle.info'); // mock-defined text
  return { data: info(objectOf(data)) };
};
