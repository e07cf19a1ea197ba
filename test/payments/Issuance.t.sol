// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {Rights} from "../../contracts/common/Rights.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {PaymentsTest} from "./PaymentsTest.sol";
import {ContractWallet} from "./doubles/ContractWallet.sol";
import {Purse} from "./doubles/Purse.sol";

/// @notice What the issuer alone may do: issue, recover, dismiss.
contract IssuanceTest is PaymentsTest {
    Purse private purse;

    function setUp() public {
        foundPayments();
        purse = new Purse();
    }

    /* Issuing and redeeming */

    function test_issuesOncePerReference() public {
        vm.expectEmit(address(eur));
        emit IERC20.Transfer(address(0), account(BUYER), 500);
        vm.expectEmit(address(eur));
        emit ISettlementToken.Issued(account(BUYER), 500, "deposit 1");
        _asIssuer();
        eur.issue(account(BUYER), 500, "deposit 1");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS + 500, "balance");
        assertEq(eur.totalSupply(), 3 * FUNDS + 500, "supply");
        assertTrue(eur.isReferenceUsed(address(0), "deposit 1"), "used");
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_ReferenceUsed.selector, bytes32("deposit 1"))
        );
        _asIssuer();
        eur.issue(account(SUPPLIER), 1, "deposit 1");
    }

    function test_redeemsOncePerReferenceOfTheHolder() public {
        vm.expectEmit(address(eur));
        emit IERC20.Transfer(account(BUYER), address(0), 500);
        vm.expectEmit(address(eur));
        emit ISettlementToken.Redeemed(account(BUYER), 500, "payout");
        _redeem(BUYER, 500);
        assertEq(eur.totalSupply(), 3 * FUNDS - 500, "supply");
        assertTrue(eur.isReferenceUsed(account(BUYER), "payout"), "used");
        expectError(abi.encodeWithSelector(ISettlementToken.Token_ReferenceUsed.selector, bytes32("payout")));
        _redeem(BUYER, 500);
        _redeem(SUPPLIER, 500);
    }

    function test_revertsWhenNothingIsIssuedOrRedeemed() public {
        expectError(abi.encodeWithSelector(ISettlementToken.Token_ZeroAmount.selector));
        _asIssuer();
        eur.issue(account(BUYER), 0, "deposit");
        expectError(abi.encodeWithSelector(ISettlementToken.Token_ZeroAmount.selector));
        _redeem(BUYER, 0);
    }

    function test_revertsWhenMoreIsRedeemedThanIsHeld() public {
        expectError(
            abi.encodeWithSignature(
                "ERC20InsufficientBalance(address,uint256,uint256)",
                account(BUYER),
                FUNDS,
                FUNDS + 1
            )
        );
        _redeem(BUYER, FUNDS + 1);
    }

    function test_revertsWhenSomeoneElseUsesAPowerOfTheIssuer() public {
        address holder = account(BUYER);
        bytes[9] memory acts = [
            abi.encodeCall(eur.issue, (holder, 1, "deposit")),
            abi.encodeCall(eur.recover, (holder, deputy(BUYER), "grounds")),
            abi.encodeCall(eur.freeze, (holder)),
            abi.encodeCall(eur.unfreeze, (holder)),
            abi.encodeCall(eur.setLimits, (0, ISettlementToken.Limits(1, 1))),
            abi.encodeCall(eur.classify, (holder, 1)),
            abi.encodeCall(eur.admitCustodian, (address(purse))),
            abi.encodeCall(eur.removeCustodian, (address(purse))),
            abi.encodeCall(eur.returnQuarantined, (1, holder, "grounds"))
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            _refuse(
                account(JADE),
                acts[i],
                abi.encodeWithSelector(ISettlementToken.Token_NotIssuer.selector, account(JADE), org(AURUM))
            );
            _refuse(
                holder,
                acts[i],
                abi.encodeWithSelector(
                    IMembership.Membership_MissingCapability.selector,
                    holder,
                    org(BUYER),
                    Capabilities.BANK
                )
            );
            _refuse(
                viewer(AURUM),
                acts[i],
                abi.encodeWithSelector(
                    IMembership.Membership_MissingRight.selector,
                    viewer(AURUM),
                    uint8(4),
                    uint8(2)
                )
            );
        }
    }

    function test_revertsWhenTheIssuerLostItsCapability() public {
        vm.prank(address(timelock));
        registry.setCapabilities(org(AURUM), Capabilities.BUYER);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_MissingCapability.selector,
                account(AURUM),
                org(AURUM),
                Capabilities.BANK
            )
        );
        _asIssuer();
        eur.issue(account(BUYER), 1, "deposit");
    }

    function test_revertsWhenTheSupplyWouldReachTwoToTheNinetySix() public {
        uint256 room = type(uint96).max - eur.totalSupply();
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_SupplyTooLarge.selector,
                uint256(type(uint96).max) + 1,
                type(uint96).max
            )
        );
        _asIssuer();
        eur.issue(account(BUYER), room + 1, "deposit");
        _asIssuer();
        eur.issue(account(BUYER), room, "deposit");
        assertEq(eur.balanceOf(account(BUYER)), FUNDS + room, "balance");
        assertEq(eur.holdingOf(account(BUYER)).paidTodayMinor, 0, "paid");
    }

    /* Recovery */

    function test_recoversTheWholeBalanceOfALostAccount() public {
        removeFromRegister(account(BUYER), BUYER);
        vm.expectEmit(address(eur));
        emit IERC20.Transfer(account(BUYER), deputy(BUYER), FUNDS);
        vm.expectEmit(address(eur));
        emit ISettlementToken.BalanceRecovered(account(BUYER), deputy(BUYER), FUNDS, "lost key");
        _recover(account(BUYER), deputy(BUYER));
        assertEq(eur.balanceOf(account(BUYER)), 0, "lost");
        assertEq(eur.balanceOf(deputy(BUYER)), FUNDS, "replacement");
    }

    function test_recoversAlsoFromAFrozenAccount() public {
        freezeInRegister(account(BUYER), BUYER);
        _asIssuer();
        eur.freeze(account(BUYER));
        _recover(account(BUYER), deputy(BUYER));
        assertEq(eur.balanceOf(deputy(BUYER)), FUNDS, "replacement");
        assertTrue(eur.holdingOf(account(BUYER)).frozen, "the lost account stays frozen");
    }

    function test_whatBothPaidTodayIsCountedAsFarAsItCanBe() public {
        uint256 half = 2 ** 95;
        _asIssuer();
        eur.issue(account(BUYER), half, "deposit");
        vm.prank(account(BUYER));
        eur.transfer(deputy(BUYER), half);
        vm.prank(deputy(BUYER));
        eur.transfer(account(BUYER), half);
        _recover(account(BUYER), deputy(BUYER));
        assertEq(eur.holdingOf(deputy(BUYER)).paidTodayMinor, type(uint96).max, "paid");
    }

    function test_theReplacementTakesOverClassAndWhatWasPaidToday() public {
        _asIssuer();
        eur.setLimits(4, ISettlementToken.Limits(1000, 1000));
        _asIssuer();
        eur.classify(account(BUYER), 4);
        vm.prank(account(BUYER));
        eur.transfer(deputy(BUYER), 600);
        vm.prank(deputy(BUYER));
        eur.transfer(account(SUPPLIER), 300);
        _recover(account(BUYER), deputy(BUYER));
        ISettlementToken.AccountState memory state = eur.holdingOf(deputy(BUYER));
        assertEq(state.limitClass, 4, "class");
        assertEq(state.paidTodayMinor, 900, "paid");
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_OverDailyLimit.selector, deputy(BUYER), 1001, 1000)
        );
        vm.prank(deputy(BUYER));
        eur.transfer(account(SUPPLIER), 101);
    }

    function test_revertsWhenABalanceIsRecoveredToItself() public {
        expectError(abi.encodeWithSelector(ISettlementToken.Token_RecoveryToItself.selector, account(BUYER)));
        _recover(account(BUYER), account(BUYER));
    }

    function test_revertsWhenABalanceWouldLeaveItsOrganisation() public {
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_OtherOrganisation.selector,
                account(SUPPLIER),
                org(SUPPLIER),
                org(BUYER)
            )
        );
        _recover(account(BUYER), account(SUPPLIER));
    }

    function test_revertsWhenStrangersAreTakenForOneOrganisation() public {
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_OtherOrganisation.selector,
                stranger(),
                org(0),
                org(0)
            )
        );
        _recover(address(purse), stranger());
    }

    function test_revertsWhenTheReplacementMayNotHoldIt() public {
        freezeInRegister(deputy(BUYER), BUYER);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, deputy(BUYER)));
        _recover(account(BUYER), deputy(BUYER));
        _asIssuer();
        eur.freeze(admin(BUYER));
        expectError(abi.encodeWithSelector(ISettlementToken.Token_AccountFrozen.selector, admin(BUYER)));
        _recover(account(BUYER), admin(BUYER));
    }

    function test_revertsWhenThereIsNothingToRecover() public {
        expectError(abi.encodeWithSelector(ISettlementToken.Token_ZeroAmount.selector));
        _recover(admin(BUYER), deputy(BUYER));
    }

    /* Custodians */

    function test_aCustodianHoldsMoneyWithoutMembershipOrLimits() public {
        _asIssuer();
        eur.setLimits(0, ISettlementToken.Limits(1000, 1000));
        vm.expectEmit(address(eur));
        emit ISettlementToken.CustodianAdmitted(address(purse));
        admitCustodian(eur, address(purse));
        assertTrue(eur.isCustodian(address(purse)), "admitted");
        vm.prank(account(BUYER));
        eur.transfer(address(purse), 1000);
        vm.prank(account(SUPPLIER));
        eur.transfer(address(purse), 1000);
        purse.run(address(eur), abi.encodeCall(eur.transfer, (account(SECOND_SUPPLIER), 2000)));
        assertEq(eur.balanceOf(account(SECOND_SUPPLIER)), FUNDS + 2000, "payee");
    }

    function test_aDismissedCustodianPaysOutAndReceivesNoMore() public {
        admitCustodian(eur, address(purse));
        vm.prank(account(BUYER));
        eur.transfer(address(purse), 1000);
        vm.expectEmit(address(eur));
        emit ISettlementToken.CustodianRemoved(address(purse));
        _asIssuer();
        eur.removeCustodian(address(purse));
        assertFalse(eur.isCustodian(address(purse)), "admitted");
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_CustodianDismissed.selector, address(purse))
        );
        vm.prank(account(BUYER));
        eur.transfer(address(purse), 1);
        purse.run(address(eur), abi.encodeCall(eur.transfer, (account(BUYER), 600)));

        expectError(abi.encodeWithSelector(ISettlementToken.Token_NothingToChange.selector, address(purse)));
        _asIssuer();
        eur.removeCustodian(address(purse));
        admitCustodian(eur, address(purse));
        vm.prank(account(BUYER));
        eur.transfer(address(purse), 1);
        assertEq(eur.balanceOf(address(purse)), 401, "held");
        expectError(abi.encodeWithSelector(ISettlementToken.Token_NothingToChange.selector, address(purse)));
        _asIssuer();
        eur.admitCustodian(address(purse));
    }

    function test_aCustodianPaysOnlyThoseWhoMayReceive() public {
        admitCustodian(eur, address(purse));
        vm.prank(account(BUYER));
        eur.transfer(address(purse), 1000);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        purse.run(address(eur), abi.encodeCall(eur.transfer, (stranger(), 1)));
        Purse other = new Purse();
        admitCustodian(eur, address(other));
        purse.run(address(eur), abi.encodeCall(eur.transfer, (address(other), 1000)));
        assertEq(eur.balanceOf(address(other)), 1000, "other custodian");
        suspend(BUYER);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(BUYER), org(BUYER))
        );
        vm.prank(account(BUYER));
        eur.transfer(address(other), 1);
    }

    function test_revertsWhenACustodianIsNoContractOrAMember() public {
        address[3] memory bad = [stranger(), account(BUYER), address(eur)];
        for (uint256 i = 0; i < bad.length; ++i) {
            expectError(abi.encodeWithSelector(ISettlementToken.Token_CannotBeCustodian.selector, bad[i]));
            _asIssuer();
            eur.admitCustodian(bad[i]);
        }
        vm.etch(account(BUYER), hex"00");
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_CannotBeCustodian.selector, account(BUYER))
        );
        _asIssuer();
        eur.admitCustodian(account(BUYER));
    }

    function test_revertsWhenACustodianIsFrozenClassifiedOrUnknown() public {
        expectError(abi.encodeWithSelector(ISettlementToken.Token_NothingToChange.selector, address(purse)));
        _asIssuer();
        eur.removeCustodian(address(purse));
        admitCustodian(eur, address(purse));
        expectError(abi.encodeWithSelector(ISettlementToken.Token_IsCustodian.selector, address(purse)));
        _asIssuer();
        eur.freeze(address(purse));
        expectError(abi.encodeWithSelector(ISettlementToken.Token_IsCustodian.selector, address(purse)));
        _asIssuer();
        eur.classify(address(purse), 1);
    }

    /// @dev It could never be unfrozen.
    function test_revertsWhenACustodianWasFrozenBefore() public {
        _asIssuer();
        eur.freeze(address(purse));
        expectError(abi.encodeWithSelector(ISettlementToken.Token_AccountFrozen.selector, address(purse)));
        _asIssuer();
        eur.admitCustodian(address(purse));
        _asIssuer();
        eur.unfreeze(address(purse));
        admitCustodian(eur, address(purse));
    }

    /// @dev A custodian that signs through EIP-1271 may become a member's account after it was admitted.
    function test_revertsWhenACustodianIsToBeRecovered() public {
        uint256 ownerKey = keyNamed("owner of a wallet");
        ContractWallet wallet = new ContractWallet(vm.addr(ownerKey));
        admitCustodian(eur, address(wallet));
        vm.prank(account(SUPPLIER));
        eur.transfer(address(wallet), 1000);
        addWallet(BUYER, wallet, ownerKey);
        expectError(abi.encodeWithSelector(ISettlementToken.Token_IsCustodian.selector, address(wallet)));
        _recover(address(wallet), account(BUYER));
    }

    function _asIssuer() private {
        vm.prank(account(AURUM));
    }

    function _redeem(uint256 organisation, uint256 amount) private {
        vm.prank(account(organisation));
        eur.redeem(amount, "payout");
    }

    function _recover(address lost, address to) private {
        _asIssuer();
        eur.recover(lost, to, "lost key");
    }

    function _refuse(address caller, bytes memory act, bytes memory reason) private {
        vm.prank(caller);
        (bool done, bytes memory answer) = address(eur).call(act);
        assertFalse(done, "refused");
        assertEq(keccak256(answer), keccak256(reason), "reason");
    }
}
