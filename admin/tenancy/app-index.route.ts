// The start page of an app is the playground.
import { redirect, type LoaderFunctionArgs } from '@remix-run/node';

export const loader = ({ params }: LoaderFunctionArgs) => redirect(`/apps/${params['appId']}/playground`);
