// Billing: prices, plans, budgets, aggregation, notices, invoices.
import { panel } from '../../../shared/contract/index.ts';
import { repriceCalls } from '../../billing/prices/reprice-calls.ts';
import { listBudgets } from '../../billing/budgets/list-budgets.ts';
import { setBudget } from '../../billing/budgets/set-budget.ts';
import { creditInvoice } from '../../billing/invoices/credit-invoice.ts';
import { markInvoicePaid } from '../../billing/invoices/mark-invoice-paid.ts';
import { getInvoice } from '../../billing/invoices/get-invoice.ts';
import { listInvoices } from '../../billing/invoices/list-invoices.ts';
import { previewInvoice } from '../../billing/invoices/preview-invoice.ts';
import { getBuyer } from '../../billing/invoices/get-buyer.ts';
import { getSeller } from '../../billing/invoices/get-seller.ts';
import { setBuyer } from '../../billing/invoices/set-buyer.ts';
import { setSeller } from '../../billing/invoices/set-seller.ts';
import { getPlan } from '../../billing/plans/get-plan.ts';
import { dismissNotice } from '../../billing/plans/dismiss-notice.ts';
import { listNotices } from '../../billing/plans/list-notices.ts';
import { setPlan } from '../../billing/plans/set-plan.ts';
import { listPrices } from '../../billing/prices/list-prices.ts';
import { previewPrice } from '../../billing/prices/preview-price.ts';
import { setPrice } from '../../billing/prices/set-price.ts';
import { exportCosts } from '../../billing/usage/export-costs.ts';
import { getCosts } from '../../billing/usage/get-costs.ts';
import { listAggregations } from '../../billing/usage/list-aggregations.ts';
import { runAggregation } from '../../billing/usage/run-aggregation.ts';
import { allow, inWorkspace, seen, within } from './base.ts';

export const prices = {
  list: allow('viewer')
    .input(panel.listPrices.input)
    .query(({ ctx }) => listPrices(ctx.call)),
  preview: allow('viewer')
    .input(panel.previewPrice.input)
    .query(({ ctx, input }) => previewPrice(ctx.call, input)),
  set: allow('admin')
    .input(panel.setPrice.input)
    .mutation(({ ctx, input }) => setPrice(ctx.call, input)),
  reprice: allow('admin')
    .input(panel.reprice.input)
    .mutation(({ ctx, input }) => repriceCalls(ctx.call, input)),
};

export const plans = {
  get: inWorkspace('viewer')
    .input(panel.getPlan.input)
    .query(({ ctx, input }) => getPlan(ctx.call, input)),
  set: allow('admin')
    .input(panel.setPlan.input)
    .mutation(({ ctx, input }) => setPlan(ctx.call, input)),
};

export const notices = {
  list: seen('viewer')
    .input(panel.listNotices.input)
    .query(({ ctx }) => listNotices(ctx.call)),
  dismiss: allow('admin')
    .input(panel.dismissNotice.input)
    .mutation(({ ctx, input }) => dismissNotice(ctx.call, input)),
};

export const invoices = {
  list: seen('viewer')
    .input(panel.listInvoices.input)
    .query(({ ctx, input }) => listInvoices(ctx.call, input)),
  get: seen('viewer')
    .input(panel.getInvoice.input)
    .query(({ ctx, input }) => getInvoice(ctx.call, input)),
  preview: allow('viewer')
    .input(panel.previewInvoice.input)
    .query(({ ctx, input }) => previewInvoice(ctx.call, input)),
  seller: allow('viewer')
    .input(panel.getSeller.input)
    .query(({ ctx }) => getSeller(ctx.call)),
  setSeller: allow('admin')
    .input(panel.setSeller.input)
    .mutation(({ ctx, input }) => setSeller(ctx.call, input)),
  buyer: allow('viewer')
    .input(panel.getBuyer.input)
    .query(({ ctx, input }) => getBuyer(ctx.call, input)),
  setBuyer: allow('admin')
    .input(panel.setBuyer.input)
    .mutation(({ ctx, input }) => setBuyer(ctx.call, input)),
  pay: allow('admin')
    .input(panel.payInvoice.input)
    .mutation(({ ctx, input }) => markInvoicePaid(ctx.call, input)),
  credit: allow('admin')
    .input(panel.creditInvoice.input)
    .mutation(({ ctx, input }) => creditInvoice(ctx.call, input)),
};

export const budgets = {
  list: within('viewer').query(({ ctx }) => listBudgets(ctx.call)),
  set: within('admin')
    .input(panel.setBudget.input)
    .mutation(({ ctx, input }) => setBudget(ctx.call, input)),
};

export const aggregation = {
  list: allow('viewer')
    .input(panel.listAggregations.input)
    .query(({ ctx }) => listAggregations(ctx.call)),
  run: allow('admin')
    .input(panel.runAggregation.input)
    .mutation(({ ctx }) => runAggregation(ctx.call)),
};

export const costs = {
  get: seen('viewer')
    .input(panel.getCosts.input)
    .query(({ ctx, input }) => getCosts(ctx.call, input)),
  export: seen('viewer')
    .input(panel.exportCosts.input)
    .query(({ ctx, input }) => exportCosts(ctx.call, input)),
};
