// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {ISettlementToken} from "../../contracts/payments/ISettlementToken.sol";
import {PaymentsTest} from "./PaymentsTest.sol";
import {Purse} from "./doubles/Purse.sol";

/// @notice Money that cannot reach its payee waits, and always finds a way out.
contract QuarantineTest is PaymentsTest {
    Purse private purse;

    function setUp() public {
        foundPayments();
        purse = new Purse();
        admitCustodian(eur, address(purse));
        vm.prank(account(BUYER));
        eur.transfer(address(purse), 1000);
    }

    /* Putting aside */

    function test_paysWhoCanBePaid() public {
        vm.expectEmit(address(eur));
        emit ISettlementToken.PaymentMade(address(purse), account(SUPPLIER), 400, REFERENCE);
        assertEq(_payOrQuarantine(account(SUPPLIER), 400), 0, "quarantined");
        assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 400, "payee");
        assertEq(eur.quarantineCount(), 0, "count");
    }

    function test_putsAsideWhatCannotBePaid() public {
        suspend(SUPPLIER);
        vm.expectEmit(address(eur));
        emit IERC20.Transfer(address(purse), address(eur), 400);
        vm.expectEmit(address(eur));
        emit ISettlementToken.PaymentQuarantined(
            1,
            account(SUPPLIER),
            account(BUYER),
            address(purse),
            400,
            REFERENCE
        );
        assertEq(_payOrQuarantine(account(SUPPLIER), 400), 1, "first id");
        assertEq(_payOrQuarantine(account(SUPPLIER), 1), 2, "second id");
        assertEq(eur.balanceOf(address(purse)), 599, "payer");
        assertEq(eur.balanceOf(address(eur)), 401, "in quarantine");
        assertEq(eur.totalSupply(), 3 * FUNDS, "supply");
        ISettlementToken.QuarantinedPayment memory payment = eur.inQuarantine(1);
        assertEq(payment.payee, account(SUPPLIER), "payee");
        assertEq(payment.returnTo, account(BUYER), "return to");
        assertEq(payment.amountMinor, 400, "amount");
        assertEq(payment.heldAt, OPENING, "held at");
    }

    function test_everyReasonNotToPayLeadsToQuarantine() public {
        vm.prank(account(AURUM));
        eur.freeze(account(SUPPLIER));
        freezeInRegister(account(SECOND_SUPPLIER), SECOND_SUPPLIER);
        Purse dismissed = new Purse();
        admitCustodian(eur, address(dismissed));
        vm.prank(account(AURUM));
        eur.removeCustodian(address(dismissed));
        address[5] memory payees = [
            account(SUPPLIER),
            account(SECOND_SUPPLIER),
            address(dismissed),
            stranger(),
            address(0)
        ];
        for (uint256 i = 0; i < payees.length; ++i) {
            assertEq(_payOrQuarantine(payees[i], 1), i + 1, "quarantined");
        }
        Purse other = new Purse();
        admitCustodian(eur, address(other));
        assertEq(_payOrQuarantine(address(other), 1), 0, "another custodian is paid");
    }

    function test_revertsWhenTheMoneyCouldNeverGoBack() public {
        address[3] memory nobodies = [stranger(), address(0), address(eur)];
        for (uint256 i = 0; i < nobodies.length; ++i) {
            assertEq(
                _payOrQuarantine(account(SUPPLIER), 1, nobodies[i]),
                0,
                "a payee that can be paid is paid"
            );
            expectError(abi.encodeWithSelector(ISettlementToken.Token_NoWayBack.selector, nobodies[i]));
            purse.run(
                address(eur),
                abi.encodeCall(eur.payOrQuarantine, (stranger(), 1, nobodies[i], REFERENCE))
            );
        }
        assertEq(eur.balanceOf(address(purse)), 997, "payer");
        assertEq(eur.quarantineCount(), 0, "count");
    }

    function test_theWayBackStaysOpenWhateverBecomesOfTheAccount() public {
        removeFromRegister(account(BUYER), BUYER);
        assertEq(_payOrQuarantine(stranger(), 400, account(BUYER)), 1, "for an organisation");
        vm.prank(account(AURUM));
        eur.removeCustodian(address(purse));
        assertEq(_payOrQuarantine(stranger(), 600, address(purse)), 2, "for a dismissed custodian");
        _return(1, deputy(BUYER));
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_CustodianDismissed.selector, address(purse))
        );
        _return(2, address(purse));
        admitCustodian(eur, address(purse));
        _return(2, address(purse));
        assertEq(eur.balanceOf(deputy(BUYER)), 400, "returned to the organisation");
        assertEq(eur.balanceOf(address(purse)), 600, "returned to the custodian");
    }

    function test_aMemberMayPayThatWayWithinItsLimits() public {
        suspend(SUPPLIER);
        vm.prank(account(AURUM));
        eur.setLimits(1, ISettlementToken.Limits(100, 1150));
        vm.prank(account(AURUM));
        eur.classify(account(BUYER), 1);
        vm.prank(account(BUYER));
        eur.payOrQuarantine(account(SUPPLIER), 100, account(BUYER), REFERENCE);
        expectError(
            abi.encodeWithSelector(ISettlementToken.Token_OverDailyLimit.selector, account(BUYER), 1151, 1150)
        );
        vm.prank(account(BUYER));
        eur.payOrQuarantine(account(SUPPLIER), 51, account(BUYER), REFERENCE);
    }

    function test_nothingIsNeverPutAside() public {
        suspend(SUPPLIER);
        assertEq(_payOrQuarantine(account(SUPPLIER), 0), 0, "quarantined");
        assertEq(eur.quarantineCount(), 0, "count");
    }

    function test_revertsWhenThePayerMayNotPay() public {
        suspend(BUYER);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(BUYER), org(BUYER))
        );
        vm.prank(account(BUYER));
        eur.payOrQuarantine(account(SUPPLIER), 1, account(BUYER), REFERENCE);
        expectError(
            abi.encodeWithSignature(
                "ERC20InsufficientBalance(address,uint256,uint256)",
                address(purse),
                1000,
                1001
            )
        );
        purse.run(
            address(eur),
            abi.encodeCall(eur.payOrQuarantine, (account(SUPPLIER), 1001, account(BUYER), REFERENCE))
        );
    }

    /// @dev Too little gas must not pass for "may not be paid".
    function testFuzz_gasDecidesNothing(uint256 gasLimit) public {
        gasLimit = bound(gasLimit, 20_000, 120_000);
        bytes memory call = abi.encodeCall(
            eur.payOrQuarantine,
            (account(SUPPLIER), 1, account(BUYER), REFERENCE)
        );
        try purse.run{gas: gasLimit}(address(eur), call) {
            assertEq(eur.balanceOf(account(SUPPLIER)), FUNDS + 1, "payee");
        } catch {
            assertEq(eur.balanceOf(address(purse)), 1000, "payer");
        }
        assertEq(eur.quarantineCount(), 0, "count");
    }

    /* Claiming */

    function test_anyAccountOfThePayeesOrganisationClaims() public {
        _hold();
        vm.expectEmit(address(eur));
        emit IERC20.Transfer(address(eur), deputy(SUPPLIER), 400);
        vm.expectEmit(address(eur));
        emit ISettlementToken.QuarantineClaimed(1, deputy(SUPPLIER), admin(SUPPLIER), 400);
        vm.prank(admin(SUPPLIER));
        eur.claim(1, deputy(SUPPLIER));
        assertEq(eur.balanceOf(deputy(SUPPLIER)), 400, "claimed");
        assertEq(eur.balanceOf(address(eur)), 0, "in quarantine");
        assertEq(eur.inQuarantine(1).amountMinor, 0, "record");
        _expectGone(1);
        vm.prank(admin(SUPPLIER));
        eur.claim(1, deputy(SUPPLIER));
    }

    function test_theOrganisationClaimsAlsoAfterItsAccountWasRemoved() public {
        _hold();
        removeFromRegister(account(SUPPLIER), SUPPLIER);
        vm.prank(admin(SUPPLIER));
        eur.claim(1, admin(SUPPLIER));
        assertEq(eur.balanceOf(admin(SUPPLIER)), 400, "claimed");
    }

    function test_revertsWhileTheOrganisationIsSuspended() public {
        suspend(SUPPLIER);
        _payOrQuarantine(account(SUPPLIER), 400);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                account(SUPPLIER),
                org(SUPPLIER)
            )
        );
        vm.prank(account(SUPPLIER));
        eur.claim(1, account(SUPPLIER));
        reinstate(SUPPLIER);
        vm.prank(account(SUPPLIER));
        eur.claim(1, account(SUPPLIER));
    }

    function test_revertsWhenAnotherOrganisationClaims() public {
        _hold();
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_OtherOrganisation.selector,
                account(BUYER),
                org(BUYER),
                org(SUPPLIER)
            )
        );
        vm.prank(account(BUYER));
        eur.claim(1, account(BUYER));
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_OtherOrganisation.selector,
                account(BUYER),
                org(BUYER),
                org(SUPPLIER)
            )
        );
        vm.prank(admin(SUPPLIER));
        eur.claim(1, account(BUYER));
    }

    function test_revertsWhenTheMoneyWouldGoWhereItCannotBeHeld() public {
        _hold();
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account(SUPPLIER)));
        vm.prank(admin(SUPPLIER));
        eur.claim(1, account(SUPPLIER));
        vm.prank(account(AURUM));
        eur.freeze(deputy(SUPPLIER));
        expectError(abi.encodeWithSelector(ISettlementToken.Token_AccountFrozen.selector, deputy(SUPPLIER)));
        vm.prank(admin(SUPPLIER));
        eur.claim(1, deputy(SUPPLIER));
    }

    function test_revertsWhenNobodyOwnsThePayeesAccount() public {
        _payOrQuarantine(stranger(), 400);
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_OtherOrganisation.selector,
                account(SUPPLIER),
                org(SUPPLIER),
                org(0)
            )
        );
        vm.prank(account(SUPPLIER));
        eur.claim(1, account(SUPPLIER));
    }

    function test_revertsWhenThereIsNoSuchPayment() public {
        _expectGone(1);
        vm.prank(account(SUPPLIER));
        eur.claim(1, account(SUPPLIER));
        _expectGone(7);
        _return(7, account(BUYER));
    }

    /* Returning */

    function test_theIssuerReturnsItToWhereItCameFrom() public {
        _hold();
        vm.expectEmit(address(eur));
        emit ISettlementToken.QuarantineReturned(1, account(BUYER), 400, "account closed");
        _return(1, account(BUYER));
        assertEq(eur.balanceOf(account(BUYER)), FUNDS - 600, "returned");
        _expectGone(1);
        vm.prank(admin(SUPPLIER));
        eur.claim(1, admin(SUPPLIER));
        _expectGone(1);
        _return(1, account(BUYER));
    }

    function test_theIssuerReturnsItToAnotherAccountIfThatOneIsGone() public {
        _hold();
        removeFromRegister(account(BUYER), BUYER);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, account(BUYER)));
        _return(1, account(BUYER));
        _return(1, deputy(BUYER));
        assertEq(eur.balanceOf(deputy(BUYER)), 400, "returned");
    }

    function test_theIssuerReturnsItToACustodianItself() public {
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        bytes memory call = abi.encodeCall(
            eur.payOrQuarantine,
            (account(SUPPLIER), 400, address(purse), REFERENCE)
        );
        purse.run(address(eur), call);
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_OtherOrganisation.selector,
                stranger(),
                org(0),
                org(0)
            )
        );
        _return(1, stranger());
        _return(1, address(purse));
        assertEq(eur.balanceOf(address(purse)), 1000, "returned");
    }

    function test_revertsWhenItWouldBeReturnedToSomeoneElse() public {
        _hold();
        expectError(
            abi.encodeWithSelector(
                ISettlementToken.Token_OtherOrganisation.selector,
                account(AURUM),
                org(AURUM),
                org(BUYER)
            )
        );
        _return(1, account(AURUM));
    }

    /// @dev 400 for the supplier, whose account is frozen in the register while its organisation stands.
    function _hold() private {
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        assertEq(_payOrQuarantine(account(SUPPLIER), 400), 1, "quarantined");
    }

    function _payOrQuarantine(address payee, uint256 amount) private returns (uint256) {
        return _payOrQuarantine(payee, amount, account(BUYER));
    }

    function _payOrQuarantine(address payee, uint256 amount, address returnTo) private returns (uint256) {
        bytes memory call = abi.encodeCall(eur.payOrQuarantine, (payee, amount, returnTo, REFERENCE));
        return abi.decode(purse.run(address(eur), call), (uint256));
    }

    function _return(uint256 quarantineId, address to) private {
        vm.prank(account(AURUM));
        eur.returnQuarantined(quarantineId, to, "account closed");
    }

    function _expectGone(uint256 quarantineId) private {
        expectError(abi.encodeWithSelector(ISettlementToken.Token_NotInQuarantine.selector, quarantineId));
    }
}
